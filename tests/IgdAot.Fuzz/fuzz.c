// Between libFuzzer and the C of tests/IgdAot.Fuzz: puts each input into a block of its own size, so that the sanitizer
// sees a read behind it; gives each the same state, in blocks of their own; looks whether what must not be written to
// stayed as it was.
//
// TARGET and PREPARE name the exported methods. KEEPS_INPUT: the target only reads its input. LINES: the input is lines
// of text, which are changed as such. PLAYS: a program of its own, which takes the files that it is given.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t fuzz_state_length(void);
size_t fuzz_table_length(void);
void PREPARE(uint8_t *state, uint8_t *table);
void TARGET(uint8_t *state, uint8_t *input, int32_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
_Noreturn void fuzz_broken(const uint8_t *what, size_t length);

_Noreturn void fuzz_broken(const uint8_t *what, size_t length)
{
    fprintf(stderr, "fuzz: this does not hold: %.*s\n", (int)length, (const char *)what);
    abort();
}

static _Noreturn void broken(const char *what)
{
    fuzz_broken((const uint8_t *)what, strlen(what));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t *state, *table, *state_before, *table_before;
    size_t state_length = fuzz_state_length(), table_length = fuzz_table_length();
    if (state == NULL) {
        state = calloc(1, state_length);
        table = calloc(1, table_length);
        state_before = malloc(state_length);
        table_before = malloc(table_length);
        if (state == NULL || table == NULL || state_before == NULL || table_before == NULL)
            broken("there is memory");
        PREPARE(state, table);
        memcpy(state_before, state, state_length);
        memcpy(table_before, table, table_length);
    } else {
        memcpy(state, state_before, state_length);
        memcpy(table, table_before, table_length);
    }

    uint8_t *input = malloc(size);
    if (input == NULL)
        broken("there is memory");
    memcpy(input, data, size);
    TARGET(state, input, (int32_t)size);
#ifdef KEEPS_INPUT
    if (memcmp(input, data, size) != 0)
        broken("the input stays as it was");
#endif
    free(input);
    return 0;
}

#ifdef PLAYS
int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 20];
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL)
            broken("an input can be read");
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, size);
    }
    return 0;
}
#elif defined LINES
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(
    const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size, uint8_t *out, size_t max_size, unsigned seed);

static unsigned pick(unsigned *seed, unsigned bound)
{
    *seed = *seed * 1103515245u + 12345u;
    return bound == 0 ? 0 : (*seed >> 8) % bound;
}

// The start of a line somewhere in the text.
static size_t line_start(const uint8_t *text, size_t size, unsigned *seed)
{
    size_t at = pick(seed, (unsigned)size);
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

// The end of a line, behind its line feed.
static size_t line_end(const uint8_t *text, size_t size, size_t at)
{
    while (at < size && text[at] != '\n')
        at++;
    return at < size ? at + 1 : size;
}

// Replaces the bytes from start to end; the new size, or the old one where there is no room.
static size_t splice(uint8_t *text, size_t size, size_t max_size, size_t start, size_t end, const uint8_t *with, size_t length)
{
    if (size - (end - start) + length > max_size)
        return size;
    memmove(text + start + length, text + end, size - end);
    if (length != 0)
        memcpy(text + start, with, length);
    return size - (end - start) + length;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static const char *const numbers[] = {
        "0", "1", "2", "53", "80", "119", "120", "1023", "1024", "1900", "3600", "5000", "5350", "5351", "7000", "8080",
        "49152", "65535", "65536", "86400", "86401", "604800", "2147483647", "2147483648", "4294967295", "4294967296"
    };
    char line[1024];
    if (size == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    size_t start = line_start(data, size, &seed), end = line_end(data, size, start), other = line_start(data, size, &seed);
    size_t length = end - start < sizeof line ? end - start : sizeof line;
    memcpy(line, data + start, length);
    switch (pick(&seed, 6)) {
    case 0: // a line goes
        return size > length ? splice(data, size, max_size, start, start + length, NULL, 0) : size;
    case 1: // a line stands twice
        return splice(data, size, max_size, other, other, (const uint8_t *)line, length);
    case 2: // a line moves
        size = splice(data, size, max_size, start, start + length, NULL, 0);
        other = line_start(data, size, &seed);
        return splice(data, size, max_size, other, other, (const uint8_t *)line, length);
    case 3:
    case 4: { // a number becomes another
        size_t first = pick(&seed, (unsigned)size);
        while (first < size && (data[first] < '0' || data[first] > '9'))
            first++;
        while (first > 0 && first <= size && data[first - 1] >= '0' && data[first - 1] <= '9')
            first--;
        size_t last = first;
        while (last < size && data[last] >= '0' && data[last] <= '9')
            last++;
        const char *number = numbers[pick(&seed, sizeof numbers / sizeof *numbers)];
        return splice(data, size, max_size, first, last, (const uint8_t *)number, strlen(number));
    }
    default:
        return LLVMFuzzerMutate(data, size, max_size);
    }
}

// Lines of the one and of the other, each in their order.
size_t LLVMFuzzerCustomCrossOver(
    const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size, uint8_t *out, size_t max_size, unsigned seed)
{
    size_t size = 0, left_at = 0, right_at = 0;
    while (left_at < left_size || right_at < right_size) {
        int takes_left = right_at == right_size || (left_at < left_size && pick(&seed, 2) == 0);
        const uint8_t *text = takes_left ? left : right;
        size_t *at = takes_left ? &left_at : &right_at;
        size_t end = line_end(text, takes_left ? left_size : right_size, *at), length = end - *at;
        if (size + length > max_size)
            break;
        memcpy(out + size, text + *at, length);
        size += length;
        *at = end;
    }
    return size;
}
#endif
