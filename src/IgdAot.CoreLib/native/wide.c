// What C compilers call by these names where a processor lacks the instruction, above all 64-bit arithmetic on 32-bit ones.
// This and not libgcc, which Debian has of some of these processors only for newer ones or for floating point. C's own
// rules hold here: the translated C# looks at divisors itself.

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

uint64_t __udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *remainder)
{
    divided64 result = divide64(dividend, divisor);
    *remainder = result.remainder;
    return result.quotient;
}

int64_t __divmoddi4(int64_t dividend, int64_t divisor, int64_t *remainder)
{
    int64_t quotient = __divdi3(dividend, divisor);
    *remainder = (int64_t)((uint64_t)dividend - (uint64_t)quotient * (uint64_t)divisor);
    return quotient;
}

uint32_t __bswapsi2(uint32_t value)
{
    return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}

uint64_t __bswapdi2(uint64_t value)
{
    halves from = { value }, to;
    to.high = __bswapsi2(from.low);
    to.low = __bswapsi2(from.high);
    return to.whole;
}

// Zeros in front and behind. The value is not zero.
int __clzsi2(uint32_t value)
{
    int count = 0;
    for (int half = 16; half != 0; half >>= 1) {
        if (value >> (32 - half) == 0) {
            value <<= half;
            count += half;
        }
    }
    return count;
}

int __clzdi2(uint64_t value)
{
    halves from = { value };
    return from.high != 0 ? __clzsi2(from.high) : 32 + __clzsi2(from.low);
}

int __ctzsi2(uint32_t value)
{
    return 31 - __clzsi2(value & -value);
}

int __ctzdi2(uint64_t value)
{
    halves from = { value };
    return from.low != 0 ? __ctzsi2(from.low) : 32 + __ctzsi2(from.high);
}
