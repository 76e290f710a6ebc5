#pragma once

// Division for processors that lack the instruction: ARM any, the other 32-bit ones that of 64 bits.

#include <stdint.h>

typedef struct { uint32_t quotient, remainder; } divided32;
typedef struct { uint64_t quotient, remainder; } divided64;

// Schoolbook in base two, from the first bit of the divisor that lines up. The divisor is not zero.
static inline divided32 divide32(uint32_t dividend, uint32_t divisor)
{
#ifdef __arm__
    divided32 result = { 0, dividend };
    if (dividend < divisor)
        return result;
    int shift = __builtin_clz(divisor) - __builtin_clz(dividend);
    for (uint32_t part = divisor << shift; shift >= 0; shift--, part >>= 1) {
        result.quotient <<= 1;
        if (result.remainder >= part) {
            result.remainder -= part;
            result.quotient |= 1;
        }
    }
    return result;
#else
    return (divided32){ dividend / divisor, dividend % divisor };
#endif
}

static divided64 divide64(uint64_t dividend, uint64_t divisor)
{
    divided64 result = { 0, dividend };
    if (dividend < divisor)
        return result;
    if (dividend >> 32 == 0) {
        // Both are small: a clock's milliseconds, a counter that has just begun.
        divided32 small = divide32((uint32_t)dividend, (uint32_t)divisor);
        result.quotient = small.quotient;
        result.remainder = small.remainder;
        return result;
    }
    int shift = __builtin_clzll(divisor) - __builtin_clzll(dividend);
    for (uint64_t part = divisor << shift; shift >= 0; shift--, part >>= 1) {
        result.quotient <<= 1;
        if (result.remainder >= part) {
            result.remainder -= part;
            result.quotient |= 1;
        }
    }
    return result;
}

__attribute__((unused)) static uint32_t magnitude32(int32_t value)
{
    return value < 0 ? -(uint32_t)value : (uint32_t)value;
}

static uint64_t magnitude64(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}
