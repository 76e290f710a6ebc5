// What the rest of this file is written in. Everything that C leaves undefined and C# does not is here, or is written out
// where it happens: arithmetic that may wrap is unsigned, shift counts are masked, a division looks at its divisor, an
// access that need not be aligned goes through memcpy.
//
// Needed of the compiler (gcc, clang): shifting a negative number right keeps its sign, and a conversion to a narrower
// signed type keeps the low bits; both document that. Options:
//   -fno-delete-null-pointer-checks   a null reference is a fault that a signal reports, not a promise
//   -fno-strict-overflow              a C# pointer may leave its object and come back
// Not needed: -fno-strict-aliasing (every type here may alias), -fwrapv (nothing signed overflows).

#include <stddef.h>
#include <stdint.h>

// C# gives memory the type of the pointer that it is read with.
#define MAY_ALIAS __attribute__((may_alias))
typedef int8_t i8 MAY_ALIAS;
typedef uint8_t u8 MAY_ALIAS;
typedef int16_t i16 MAY_ALIAS;
typedef uint16_t u16 MAY_ALIAS;
typedef int32_t i32 MAY_ALIAS;
typedef uint32_t u32 MAY_ALIAS;
typedef int64_t i64 MAY_ALIAS;
typedef uint64_t u64 MAY_ALIAS;
typedef intptr_t iptr MAY_ALIAS;
typedef uintptr_t uptr MAY_ALIAS;

#define ALWAYS_INLINE static inline __attribute__((always_inline, unused))
#define NEVER_INLINE static __attribute__((noinline))

// Unused parameters, results and stores are as the C# has them; its own compiler has judged them.
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
// So are its conditions: a product that is not zero, a comparison with itself.
#pragma GCC diagnostic ignored "-Wint-in-bool-context"
#pragma GCC diagnostic ignored "-Wtautological-compare"
// A field of a packed struct that is aligned nevertheless; of others il2c takes no address.
#pragma GCC diagnostic ignored "-Waddress-of-packed-member"
// A generic method compares with a bound that for this type is none.
#pragma GCC diagnostic ignored "-Wtype-limits"

// A recursion without end is a fault that the stack reports.
#pragma GCC diagnostic ignored "-Winfinite-recursion"

// native/fault.c; the place that it reports is that of the call.
extern _Noreturn void igd_fault_index(void);
extern _Noreturn void igd_fault_overflow(void);
extern _Noreturn void igd_fault_divide(void);

// Division. The least number divided by -1 does not fit, and its remainder faults as well (ECMA-335 III.3.31, III.3.55).
#define DIVISION(suffix, signed_type, unsigned_type, least) \
    ALWAYS_INLINE signed_type igd_div_##suffix(signed_type a, signed_type b) \
    { \
        if (b == 0) \
            igd_fault_divide(); \
        if (b == -1 && a == (least)) \
            igd_fault_overflow(); \
        return a / b; \
    } \
    ALWAYS_INLINE signed_type igd_rem_##suffix(signed_type a, signed_type b) \
    { \
        if (b == 0) \
            igd_fault_divide(); \
        if (b == -1 && a == (least)) \
            igd_fault_overflow(); \
        return a % b; \
    } \
    ALWAYS_INLINE unsigned_type igd_div_un_##suffix(unsigned_type a, unsigned_type b) \
    { \
        if (b == 0) \
            igd_fault_divide(); \
        return a / b; \
    } \
    ALWAYS_INLINE unsigned_type igd_rem_un_##suffix(unsigned_type a, unsigned_type b) \
    { \
        if (b == 0) \
            igd_fault_divide(); \
        return a % b; \
    }
DIVISION(i32, int32_t, uint32_t, INT32_MIN)
DIVISION(i64, int64_t, uint64_t, INT64_MIN)
DIVISION(iptr, intptr_t, uintptr_t, INTPTR_MIN)
#undef DIVISION

// Checked arithmetic.
#define CHECKED(suffix, type) \
    ALWAYS_INLINE type igd_add_ovf_##suffix(type a, type b) \
    { \
        type result; \
        if (__builtin_add_overflow(a, b, &result)) \
            igd_fault_overflow(); \
        return result; \
    } \
    ALWAYS_INLINE type igd_sub_ovf_##suffix(type a, type b) \
    { \
        type result; \
        if (__builtin_sub_overflow(a, b, &result)) \
            igd_fault_overflow(); \
        return result; \
    }
CHECKED(i32, int32_t)
CHECKED(u32, uint32_t)
CHECKED(i64, int64_t)
CHECKED(u64, uint64_t)
CHECKED(iptr, intptr_t)
CHECKED(uptr, uintptr_t)
#undef CHECKED

#define CHECKED_PRODUCT(suffix, type) \
    ALWAYS_INLINE type igd_mul_ovf_##suffix(type a, type b) \
    { \
        type result; \
        if (__builtin_mul_overflow(a, b, &result)) \
            igd_fault_overflow(); \
        return result; \
    }
CHECKED_PRODUCT(i32, int32_t)
CHECKED_PRODUCT(u32, uint32_t)
CHECKED_PRODUCT(i64, int64_t)
CHECKED_PRODUCT(u64, uint64_t)
CHECKED_PRODUCT(iptr, intptr_t)
CHECKED_PRODUCT(uptr, uintptr_t)
#undef CHECKED_PRODUCT

// Checked conversions, from a signed and from an unsigned number: the sum with zero has the result's type or overflows.
#define NARROWING(suffix, type) \
    ALWAYS_INLINE type igd_conv_ovf_##suffix(int64_t value) \
    { \
        type result; \
        if (__builtin_add_overflow(value, 0, &result)) \
            igd_fault_overflow(); \
        return result; \
    } \
    ALWAYS_INLINE type igd_conv_ovf_##suffix##_un(uint64_t value) \
    { \
        type result; \
        if (__builtin_add_overflow(value, 0u, &result)) \
            igd_fault_overflow(); \
        return result; \
    }
NARROWING(i8, int8_t)
NARROWING(u8, uint8_t)
NARROWING(i16, int16_t)
NARROWING(u16, uint16_t)
NARROWING(i32, int32_t)
NARROWING(u32, uint32_t)
NARROWING(i64, int64_t)
NARROWING(u64, uint64_t)
NARROWING(iptr, intptr_t)
NARROWING(uptr, uintptr_t)
#undef NARROWING

// Pointers move by bytes, as numbers: an empty span may have no address, and to none C lets nobody add even 0.
ALWAYS_INLINE void *igd_move(const void *pointer, iptr bytes)
{
    return (void *)((uptr)pointer + (uptr)bytes);
}

// ... or by elements.
ALWAYS_INLINE void *igd_element(const void *pointer, uptr index, size_t size)
{
    return (void *)((uptr)pointer + index * size);
}

// An address of which nothing is known: as a parameter it loses the alignment that the type of a pointer promises.
ALWAYS_INLINE void igd_load_unaligned(void *destination, const void *source, size_t size)
{
    __builtin_memcpy(destination, source, size);
}

ALWAYS_INLINE void igd_store_unaligned(void *destination, const void *source, size_t size)
{
    __builtin_memcpy(destination, source, size);
}

// System.Check.
ALWAYS_INLINE void igd_check_not_above(i32 value, i32 limit)
{
    if ((u32)value > (u32)limit)
        igd_fault_index();
}

ALWAYS_INLINE void igd_check_not_negative(i32 value)
{
    if (value < 0)
        igd_fault_index();
}

// System.Numerics.BitOperations. The builtins leave zero undefined.
ALWAYS_INLINE i32 igd_leading_zeros_u32(u32 value)
{
    return value == 0 ? 32 : __builtin_clz(value);
}

// In halves: for 64 bits some compilers call a library on 32-bit processors.
ALWAYS_INLINE i32 igd_leading_zeros_u64(u64 value)
{
    u32 high = (u32)(value >> 32);
    return high != 0 ? __builtin_clz(high) : 32 + igd_leading_zeros_u32((u32)value);
}

ALWAYS_INLINE i32 igd_trailing_zeros_u32(u32 value)
{
    return value == 0 ? 32 : __builtin_ctz(value);
}

ALWAYS_INLINE i32 igd_trailing_zeros_u64(u64 value)
{
    u32 low = (u32)value;
    return low != 0 ? __builtin_ctz(low) : 32 + igd_trailing_zeros_u32((u32)(value >> 32));
}
