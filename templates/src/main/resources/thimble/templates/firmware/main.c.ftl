<#-- @model thimble.codegen.firmware.MainText: the program that runs and measures a network -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * Runs ${net} on every inference of input.bin and measures it.
 *
 * input.bin   inferences one after the other: each all inputs in order, nothing between them
 * output.bin  for each inference all outputs in order
 * labels.bin  if it is there: the right class of each inference, a byte or 32 bits each
 * trace.bin   with -DTHIMBLE_TRACE=1: for each inference the first output of every layer
 *
 * The console tells, a line each: inferences, arena, stack, instructions, correct answers, and with
 * -DTHIMBLE_PROFILE=1 layers. Exit status: 0 fine, 1 files, 2 the network refused, 3 memory was
 * written that is not the network's, or read before it was written.
 */
#include "${net}.h"
#include "${net}_layers.h"
#include "port.h"

#ifndef THIMBLE_PROFILE
#define THIMBLE_PROFILE 0
#endif
#ifndef THIMBLE_TRACE
#define THIMBLE_TRACE 0
#endif

enum {
    EXIT_FILES = 1,
    EXIT_NETWORK = 2,
    EXIT_MEMORY = 3,
    GUARD_BYTES = ${guardBytes},
    GUARD = 0x6D,
    FIRST_PAINT = 0xA5,
    SECOND_PAINT = 0x5A,
    CALIBRATION_RUNS = 64
};

/* Sizes in order; a network may have no inputs, so a 0 ends each list. */
static const uint32_t input_bytes[${upper}_INPUTS + 1] = {
<#list inputs as i>
    ${upper}_IN${i}_BYTES,
</#list>
    0,
};
static const uint32_t output_bytes[${upper}_OUTPUTS + 1] = {
<#list outputs as i>
    ${upper}_OUT${i}_BYTES,
</#list>
    0,
};

/* The network's memory between two guards that nobody may write. */
static struct {
    uint8_t before[GUARD_BYTES];
    _Alignas(${upper}_ARENA_ALIGN) uint8_t arena[${upper}_ARENA_BYTES > 0 ? ${upper}_ARENA_BYTES : 1];
    uint8_t after[GUARD_BYTES];
} memory${arenaAttribute};

static ${net}_context context;

/* ---- console ---- */

static void print_number(uint64_t number)
{
    char text[21];
    char *at = text + 20;
    *at = 0;
    do {
        *--at = (char)('0' + number % 10u);
        number /= 10u;
    } while (number != 0);
    port_print(at);
}

static void print_field(const char *label, uint64_t number)
{
    port_print(label);
    print_number(number);
}

static _Noreturn void fail(int status, const char *what)
{
    port_print("failed: ");
    port_print(what);
    port_print("\n");
    port_exit(status);
}

static void require(${net}_status status)
{
    if (status != ${upper}_OK) {
        fail(EXIT_NETWORK, ${net}_strerror(status));
    }
}

/* ---- what measuring itself costs ---- */

static uint64_t calibration_ticks; /* of CALIBRATION_RUNS + 1 readings of the counter */

static void calibrate(void)
{
    uint64_t start = port_ticks();
    for (int i = 0; i < CALIBRATION_RUNS; i++) {
        (void)port_ticks();
    }
    calibration_ticks = port_ticks() - start;
}

/* What lies between two readings, without the readings. */
static uint64_t units_between(uint64_t ticks)
{
    uint64_t units = port_units(ticks);
    uint64_t overhead = port_units(calibration_ticks) / (CALIBRATION_RUNS + 1);
    return units > overhead ? units - overhead : 0;
}

/* ---- hooks: the network calls them around every layer ---- */

#if THIMBLE_PROFILE || THIMBLE_TRACE
static int hooks_are_on;
static uint64_t layer_start;
static uint64_t layer_ticks[${upper}_LAYERS + 1]; /* the last one is for calibration */
static uint64_t hook_ticks;                       /* of CALIBRATION_RUNS pairs of hooks */
#if THIMBLE_TRACE
static int trace_file;
#endif

__attribute__((noinline)) void ${net}_layer_begin(const ${net}_context *ctx, int layer)
{
    (void)ctx;
    (void)layer;
    layer_start = port_ticks();
}

__attribute__((noinline)) void ${net}_layer_end(const ${net}_context *ctx, int layer)
{
    uint64_t ticks = port_ticks() - layer_start;
    (void)ctx;
    if (!hooks_are_on) {
        return;
    }
    layer_ticks[layer] += ticks;
#if THIMBLE_TRACE
    const ${net}_layer *entry = &${net}_layers[layer];
    if (port_write(trace_file, memory.arena + entry->outputOffset, entry->outputBytes) != 0) {
        fail(EXIT_FILES, "trace.bin cannot be written");
    }
#endif
}
#endif

#if THIMBLE_PROFILE && !THIMBLE_TRACE
static void calibrate_hooks(void)
{
    hooks_are_on = 1;
    uint64_t start = port_ticks();
    for (int i = 0; i < CALIBRATION_RUNS; i++) {
        ${net}_layer_begin(&context, ${upper}_LAYERS);
        ${net}_layer_end(&context, ${upper}_LAYERS);
    }
    hook_ticks = port_ticks() - start;
    hooks_are_on = 0;
}

/* What all hooks of one inference cost. */
static uint64_t hook_units(void)
{
    return port_units(hook_ticks * ${upper}_LAYERS / CALIBRATION_RUNS);
}

/* Averages over all inferences. An empty layer's ticks are what the hooks cost inside a layer. */
static void print_layers(uint32_t inferences)
{
    uint64_t overhead = port_units(layer_ticks[${upper}_LAYERS]) / CALIBRATION_RUNS;
    for (int layer = 0; layer < ${upper}_LAYERS; layer++) {
        uint64_t units = port_units(layer_ticks[layer] / inferences);
        print_field("layer ", (uint64_t)layer);
        print_field(" ", units > overhead ? units - overhead : 0);
        port_print(" ");
        port_print(${net}_layers[layer].name);
        port_print("\n");
    }
}
#endif

/* ---- one inference ---- */

static void read_inputs(int file)
{
    for (int i = 0; i < ${upper}_INPUTS; i++) {
        if (port_read(file, ${net}_input(&context, i), input_bytes[i]) != 0) {
            fail(EXIT_FILES, "input.bin cannot be read");
        }
    }
}

static uint64_t run(void)
{
    uint64_t start = port_ticks();
    ${net}_status status = ${net}_run(&context);
    uint64_t ticks = port_ticks() - start;
    require(status);
    return ticks;
}

/* ---- marks: how much of arena and stack one inference touches ---- */

static uint32_t arena_bytes;
static uint32_t stack_bytes;

static void paint(uint8_t arena_paint)
{
    for (uint32_t i = 0; i < GUARD_BYTES; i++) {
        memory.before[i] = GUARD;
        memory.after[i] = GUARD;
    }
    for (uint32_t i = 0; i < sizeof memory.arena; i++) {
        memory.arena[i] = arena_paint;
    }
}

/* One past the last byte of the arena that has lost its paint. */
static uint32_t arena_mark(uint8_t arena_paint)
{
    uint32_t bytes = sizeof memory.arena;
    while (bytes > 0 && memory.arena[bytes - 1] == arena_paint) {
        bytes--;
    }
    return bytes;
}

static void check_guards(void)
{
    for (uint32_t i = 0; i < GUARD_BYTES; i++) {
        if (memory.before[i] != GUARD || memory.after[i] != GUARD) {
            fail(EXIT_MEMORY, "something was written outside the arena");
        }
    }
}

/* FNV-1a over all outputs. */
static uint32_t output_checksum(void)
{
    uint32_t sum = 2166136261u;
    for (int i = 0; i < ${upper}_OUTPUTS; i++) {
        const uint8_t *bytes = ${net}_output(&context, i);
        for (uint32_t j = 0; j < output_bytes[i]; j++) {
            sum = (sum ^ bytes[j]) * 16777619u;
        }
    }
    return sum;
}

static uint32_t run_painted(uint8_t arena_paint)
{
    paint(arena_paint);
    require(${net}_init(&context, memory.arena, sizeof memory.arena));
    int file = port_open_read("input.bin");
    read_inputs(file);
    port_close(file);
    port_paint_stack();
    (void)run();
    uint32_t stack = port_stack_bytes();
    uint32_t arena = arena_mark(arena_paint);
    if (stack == PORT_STACK_FULL) {
        fail(EXIT_MEMORY, "the stack is full");
    }
    check_guards();
    stack_bytes = stack > stack_bytes ? stack : stack_bytes;
    arena_bytes = arena > arena_bytes ? arena : arena_bytes;
    return output_checksum();
}

/*
 * The first inference runs twice, over two paints that differ in every byte. What it writes is the
 * same both times, so a byte that it writes differs from at least one paint: the mark is exact. And
 * a result that depends on the paint was computed from memory that nobody had written.
 */
static void measure_marks(void)
{
    uint32_t first = run_painted(FIRST_PAINT);
    uint32_t second = run_painted(SECOND_PAINT);
    if (first != second) {
        fail(EXIT_MEMORY, "the result depends on what the arena held before");
    }
    print_field("arena ", sizeof memory.arena);
    print_field(" touched ", arena_bytes);
    print_field("\nstack ", stack_bytes);
    port_print("\n");
}

/* ---- accuracy ---- */

/* The class with the highest score in the first output. */
static uint32_t answer(void)
{
    const ${upper}_OUT0_TYPE *scores = ${net}_output(&context, 0);
    uint32_t best = 0;
    for (uint32_t i = 1; i < ${upper}_OUT0_ELEMENTS; i++) {
        if (scores[i] > scores[best]) {
            best = i;
        }
    }
    return best;
}

static uint32_t label_width(int file, uint32_t inferences)
{
    uint32_t length = port_length(file);
    if (length != inferences && length != 4 * inferences) {
        fail(EXIT_FILES, "labels.bin does not have a label for each inference");
    }
    return length / inferences;
}

/* Little-endian. */
static uint32_t read_label(int file, uint32_t width)
{
    uint8_t bytes[4] = {0, 0, 0, 0};
    if (port_read(file, bytes, width) != 0) {
        fail(EXIT_FILES, "labels.bin cannot be read");
    }
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* ---- the whole ---- */

static uint32_t count_inferences(void)
{
    uint32_t bytes = 0;
    for (int i = 0; i < ${upper}_INPUTS; i++) {
        bytes += input_bytes[i];
    }
    if (bytes == 0) {
        return 1;
    }
    int file = port_open_read("input.bin");
    if (file < 0) {
        fail(EXIT_FILES, "there is no input.bin");
    }
    uint32_t length = port_length(file);
    port_close(file);
    if (length == 0 || length % bytes != 0) {
        print_field("failed: input.bin has ", length);
        print_field(" bytes, not a number of inferences of ", bytes);
        port_print("\n");
        port_exit(EXIT_FILES);
    }
    return length / bytes;
}

static void write_outputs(int file)
{
    for (int i = 0; i < ${upper}_OUTPUTS; i++) {
        if (port_write(file, ${net}_output(&context, i), output_bytes[i]) != 0) {
            fail(EXIT_FILES, "output.bin cannot be written");
        }
    }
}

static void print_units(uint64_t first, uint64_t least, uint64_t most)
{
    uint64_t hooks = 0;
#if THIMBLE_PROFILE && !THIMBLE_TRACE
    hooks = hook_units();
#endif
    port_print(port_unit_name());
    print_field(" first ", units_between(first) - hooks);
    print_field(" least ", units_between(least) - hooks);
    print_field(" most ", units_between(most) - hooks);
    port_print("\n");
}

static void run_all(uint32_t inferences)
{
    int input = port_open_read("input.bin");
    int output = port_open_write("output.bin");
    int labels = port_open_read("labels.bin");
    uint32_t width = labels < 0 ? 0 : label_width(labels, inferences);
    uint32_t correct = 0;
    uint64_t first = 0;
    uint64_t least = UINT64_MAX;
    uint64_t most = 0;
    if (output < 0) {
        fail(EXIT_FILES, "output.bin cannot be written");
    }
    for (uint32_t n = 0; n < inferences; n++) {
        read_inputs(input);
        uint64_t ticks = run();
        first = n == 0 ? ticks : first;
        least = ticks < least ? ticks : least;
        most = ticks > most ? ticks : most;
        write_outputs(output);
        if (labels >= 0 && read_label(labels, width) == answer()) {
            correct++;
        }
    }
    port_close(input);
    port_close(output);
    port_close(labels);
    check_guards();
    if (port_unit_name()[0] != 0 && !THIMBLE_TRACE) {
        print_units(first, least, most);
    }
    if (labels >= 0) {
        print_field("correct ", correct);
        port_print("\n");
    }
}

int main(void)
{
    port_print("thimble 1 ${net} ${board}\n");
    port_start_counter();
    calibrate();
    uint32_t inferences = count_inferences();
    print_field("inferences ", inferences);
    port_print("\n");
    measure_marks();
#if THIMBLE_TRACE
    trace_file = port_open_write("trace.bin");
    hooks_are_on = 1;
#elif THIMBLE_PROFILE
    calibrate_hooks();
    hooks_are_on = 1;
#endif
    run_all(inferences);
#if THIMBLE_TRACE
    port_close(trace_file);
#elif THIMBLE_PROFILE
    print_layers(inferences);
#endif
    port_print("done\n");
    return 0;
}
