// Division for ARMv7-A without UDIV (Cortex-A9, as in many Broadcom routers), and checked 64-bit products: what
// Contract/Math.Helpers.cs imports. They must be right for every operand: the JIT picks the signed helper for an
// unsigned division whenever it knows both operands to be small.

#include <stdbool.h>
#include <stdint.h>

#include "divide.h"
#include "fault.h"

// A fault is laid to the caller. These are macros because the return address must be that of the function they are in.
#define CHECK_DIVISOR(divisor) \
    if ((divisor) == 0) \
    igd_fault_at("divide by zero", __builtin_return_address(0))
// The one quotient that does not fit; x64 faults on its remainder too.
#define CHECK_QUOTIENT(dividend, minimum, divisor) \
    if ((divisor) == -1 && (dividend) == (minimum)) \
    igd_fault_at("overflow", __builtin_return_address(0))
#define CHECK_PRODUCT(fits) \
    if (!(fits)) \
    igd_fault_at("overflow", __builtin_return_address(0))

uint32_t igd_div_uint(uint32_t dividend, uint32_t divisor)
{
    CHECK_DIVISOR(divisor);
    return divide32(dividend, divisor).quotient;
}

uint32_t igd_mod_uint(uint32_t dividend, uint32_t divisor)
{
    CHECK_DIVISOR(divisor);
    return divide32(dividend, divisor).remainder;
}

int32_t igd_div_int(int32_t dividend, int32_t divisor)
{
    CHECK_DIVISOR(divisor);
    CHECK_QUOTIENT(dividend, INT32_MIN, divisor);
    uint32_t quotient = divide32(magnitude32(dividend), magnitude32(divisor)).quotient;
    return (int32_t)((dividend ^ divisor) < 0 ? -quotient : quotient);
}

int32_t igd_mod_int(int32_t dividend, int32_t divisor)
{
    CHECK_DIVISOR(divisor);
    CHECK_QUOTIENT(dividend, INT32_MIN, divisor);
    uint32_t remainder = divide32(magnitude32(dividend), magnitude32(divisor)).remainder;
    return (int32_t)(dividend < 0 ? -remainder : remainder);
}

uint64_t igd_div_ulong(uint64_t dividend, uint64_t divisor)
{
    CHECK_DIVISOR(divisor);
    return divide64(dividend, divisor).quotient;
}

uint64_t igd_mod_ulong(uint64_t dividend, uint64_t divisor)
{
    CHECK_DIVISOR(divisor);
    return divide64(dividend, divisor).remainder;
}

int64_t igd_div_long(int64_t dividend, int64_t divisor)
{
    CHECK_DIVISOR(divisor);
    CHECK_QUOTIENT(dividend, INT64_MIN, divisor);
    uint64_t quotient = divide64(magnitude64(dividend), magnitude64(divisor)).quotient;
    return (int64_t)((dividend ^ divisor) < 0 ? -quotient : quotient);
}

int64_t igd_mod_long(int64_t dividend, int64_t divisor)
{
    CHECK_DIVISOR(divisor);
    CHECK_QUOTIENT(dividend, INT64_MIN, divisor);
    uint64_t remainder = divide64(magnitude64(dividend), magnitude64(divisor)).remainder;
    return (int64_t)(dividend < 0 ? -remainder : remainder);
}

static bool multiply(uint64_t left, uint64_t right, uint64_t *product)
{
    uint32_t left_high = (uint32_t)(left >> 32), right_high = (uint32_t)(right >> 32);
    // One of the two is zero, so the sum has one term.
    uint64_t cross = (uint64_t)left_high * (uint32_t)right + (uint64_t)right_high * (uint32_t)left;
    uint64_t low = (uint64_t)(uint32_t)left * (uint32_t)right;
    *product = low + (cross << 32);
    return (left_high == 0 || right_high == 0) && cross >> 32 == 0 && *product >= low;
}

uint64_t igd_multiply_checked_ulong(uint64_t left, uint64_t right)
{
    uint64_t product;
    CHECK_PRODUCT(multiply(left, right, &product));
    return product;
}

int64_t igd_multiply_checked_long(int64_t left, int64_t right)
{
    bool negative = (left ^ right) < 0;
    uint64_t product;
    CHECK_PRODUCT(multiply(magnitude64(left), magnitude64(right), &product)
        && product <= (uint64_t)INT64_MAX + negative);
    return (int64_t)(negative ? -product : product);
}
