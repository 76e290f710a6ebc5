// Slices of byte spans, which the firmware takes at some five hundred places: a call with everything in registers, where
// inlined each would bring its own comparisons, a twentieth of the firmware in all. In C, because C# cannot ask who
// called, and that is whom a fault must be laid to.

#include "fault.h"

typedef struct {
    char *start;
    int length;
} span;

span igd_slice_from(char *start, int total, int from)
{
    if ((unsigned)from > (unsigned)total)
        igd_fault_at("index out of range", __builtin_return_address(0));
    return (span){ start + from, total - from };
}

span igd_slice(char *start, int total, int from, int length)
{
    // The second comparison cannot overflow: from is at most total by then.
    if ((unsigned)from > (unsigned)total || (unsigned)length > (unsigned)(total - from))
        igd_fault_at("index out of range", __builtin_return_address(0));
    return (span){ start + from, length };
}
