// 64-bit arithmetic for 32-bit processors, under the names that C compilers call: this and not libgcc, which Debian has
// only for hardware floating point on MIPS. C's own rules hold here: the translated C# looks at divisors itself.

#include "divide.h"

// A shift in C would be a call of the function that it is in.
typedef union {
    uint64_t whole;
    struct {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        uint32_t high, low;
#else
        uint32_t low, high;
#endif
    };
} halves;

uint64_t __ashldi3(uint64_t value, int count)
{
    halves from = { value }, to;
    if (count == 0)
        return value;
    to.low = count < 32 ? from.low << count : 0;
    to.high = count < 32 ? from.high << count | from.low >> (32 - count) : from.low << (count - 32);
    return to.whole;
}

uint64_t __lshrdi3(uint64_t value, int count)
{
    halves from = { value }, to;
    if (count == 0)
        return value;
    to.high = count < 32 ? from.high >> count : 0;
    to.low = count < 32 ? from.low >> count | from.high << (32 - count) : from.high >> (count - 32);
    return to.whole;
}

int64_t __ashrdi3(int64_t value, int count)
{
    halves from = { (uint64_t)value }, to;
    if (count == 0)
        return value;
    int32_t high = (int32_t)from.high;
    to.high = (uint32_t)(count < 32 ? high >> count : high >> 31);
    to.low = count < 32 ? from.low >> count | from.high << (32 - count) : (uint32_t)(high >> (count - 32));
    return (int64_t)to.whole;
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    return divide64(dividend, divisor).quotient;
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    return divide64(dividend, divisor).remainder;
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    uint64_t quotient = divide64(magnitude64(dividend), magnitude64(divisor)).quotient;
    return (int64_t)((dividend ^ divisor) < 0 ? -quotient : quotient);
}

int64_t __moddi3(int64_t dividend, int64_t divisor)
{
    uint64_t remainder = divide64(magnitude64(dividend), magnitude64(divisor)).remainder;
    return (int64_t)(dividend < 0 ? -remainder : remainder);
}
