// Division under the names of the ABI for the Arm architecture (RTABI), for ARM processors before ARMv7: none of them has
// the instruction. A divisor is never zero: the translated C# looks at it first.

#include "divide.h"

uint32_t __aeabi_uidiv(uint32_t dividend, uint32_t divisor)
{
    return divide32(dividend, divisor).quotient;
}

int32_t __aeabi_idiv(int32_t dividend, int32_t divisor)
{
    uint32_t quotient = divide32(magnitude32(dividend), magnitude32(divisor)).quotient;
    return (int32_t)((dividend ^ divisor) < 0 ? -quotient : quotient);
}

// Quotient in the first register, remainder in the second: as one number of 64 bits.
uint64_t __aeabi_uidivmod(uint32_t dividend, uint32_t divisor)
{
    divided32 result = divide32(dividend, divisor);
    return (uint64_t)result.remainder << 32 | result.quotient;
}

uint64_t __aeabi_idivmod(int32_t dividend, int32_t divisor)
{
    divided32 result = divide32(magnitude32(dividend), magnitude32(divisor));
    uint32_t quotient = (dividend ^ divisor) < 0 ? -result.quotient : result.quotient;
    uint32_t remainder = dividend < 0 ? -result.remainder : result.remainder;
    return (uint64_t)remainder << 32 | quotient;
}

// What armel.S hands on in four registers.
void igd_uldivmod(uint64_t dividend, uint64_t divisor, divided64 *result)
{
    *result = divide64(dividend, divisor);
}

void igd_ldivmod(int64_t dividend, int64_t divisor, divided64 *result)
{
    *result = divide64(magnitude64(dividend), magnitude64(divisor));
    if ((dividend ^ divisor) < 0)
        result->quotient = -result->quotient;
    if (dividend < 0)
        result->remainder = -result->remainder;
}
