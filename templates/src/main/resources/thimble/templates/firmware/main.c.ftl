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
 * trace.bin   with -DTHIMBLE_TRACE=1: for each inference the first output of every layer, in the
 *             order in which it is written
 *
 * The console tells, a line each: inferences, arena, stack, instructions, correct answers, and with
 * -DTHIMBLE_PROFILE=1 layers. Exit status: 0 where all is well, otherwise see console.h.
 */
#include "${net}.h"
#include "console.h"
#include "hooks.h"
#include "port.h"

enum {
    GUARD_BYTES = ${guardBytes},
    GUARD = 0x6D,
    FIRST_PAINT = 0xA5,
    SECOND_PAINT = 0x5A,
    CALIBRATION_RUNS = 63 /* readings of the counter; dividing by one more is a shift */
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
#define ARENA_BYTES (${upper}_ARENA_BYTES > 0 ? ${upper}_ARENA_BYTES : 1)
static struct {
    uint8_t before[GUARD_BYTES];
    _Alignas(${upper}_ARENA_ALIGN) uint8_t arena[ARENA_BYTES];
    uint8_t after[GUARD_BYTES];
} memory${arenaAttribute};

static ${net}_context context;

static void require(${net}_status status)
{
    if (status != ${upper}_OK) {
        fail(EXIT_NETWORK, ${net}_strerror(status));
    }
}

/* ---- what measuring itself costs ---- */

static uint64_t calibration_ticks; /* of CALIBRATION_RUNS + 1 readings */

static void calibrate(void)
{
    uint64_t start = port_ticks();
    for (int i = 0; i < CALIBRATION_RUNS; i++) {
        (void)port_ticks();
    }
    calibration_ticks = port_ticks() - start;
}

/* What lies between so many pairs of readings, without the readings. */
static uint64_t units_between(uint64_t ticks, uint32_t pairs)
{
    uint64_t units = port_units(ticks);
    uint64_t overhead = port_units(calibration_ticks * pairs) / (CALIBRATION_RUNS + 1);
    return units > overhead ? units - overhead : 0;
}

/* ---- one inference ---- */

<#if delivers>
/* Rows of outputs that go row by row: to the file where there is one, and into a checksum. */
static int rows_file = -1;
static uint32_t rows_at; /* where the inference's outputs begin in the file */
static uint32_t rows_sum;
static uint64_t rows_ticks; /* the time of a run that is not the network's */
static uint32_t rows_count;

static uint32_t checksum(uint32_t sum, const uint8_t *bytes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        sum = (sum ^ bytes[i]) * 16777619u;
    }
    return sum;
}

static void take_row(void *user, int output, uint32_t row, const void *data)
{
    static const uint32_t row_bytes[${upper}_OUTPUTS] = {
<#list outputs as o>
<#if isDelivered(o)>
        ${upper}_OUT${o}_ROW_BYTES,
<#else>
        0,
</#if>
</#list>
    };
    uint64_t start = port_ticks();
    (void)user;
    rows_sum = checksum(rows_sum, data, row_bytes[output]);
    if (rows_file >= 0) {
        uint32_t at = rows_at + row * row_bytes[output];
        for (int i = 0; i < output; i++) {
            at += output_bytes[i];
        }
        port_seek(rows_file, at);
        if (port_write(rows_file, data, row_bytes[output]) != 0) {
            fail(EXIT_FILES, "output.bin cannot be written");
        }
    }
    rows_count++;
    rows_ticks += port_ticks() - start;
}

</#if>
<#if pushes>
/* Rows come from the file when the network asks for them, as they would from a camera. */
static const uint32_t input_row_bytes[${upper}_INPUTS + 1] = {
<#list inputs as i>
    ${upper}_IN${i}_ROW_BYTES,
</#list>
    0,
};
static int input_file;
static uint32_t input_at; /* where the inference's inputs begin */
static uint32_t next_at[${upper}_INPUTS + 1];

static void read_inputs(int file, uint32_t inference)
{
    uint32_t bytes = 0;
    for (int i = 0; i < ${upper}_INPUTS; i++) {
        next_at[i] = 0;
        bytes += input_bytes[i];
    }
    input_file = file;
    input_at = inference * bytes;
}

static void read_row(int input, void *row)
{
    uint32_t at = input_at + next_at[input];
    for (int i = 0; i < input; i++) {
        at += input_bytes[i];
    }
    port_seek(input_file, at);
    if (port_read(input_file, row, input_row_bytes[input]) != 0) {
        fail(EXIT_FILES, "input.bin cannot be read");
    }
    /* An input may be asked for again. */
    next_at[input] = (next_at[input] + input_row_bytes[input]) % input_bytes[input];
}

static uint32_t readings; /* pairs of readings of the counter in a run */

static uint64_t run(void)
{
    uint64_t ticks = 0;
    uint32_t pairs = 1;
<#if delivers>
    rows_ticks = 0;
    rows_count = 0;
</#if>
    uint64_t start = port_ticks();
    ${net}_status status = ${net}_restart(&context);
    ticks += port_ticks() - start;
    require(status);
    for (void *row; (row = ${net}_row_buffer(&context)) != 0; pairs++) {
<#if severalInputs>
        int input = ${net}_wanted_input(&context);
        read_row(input, row);
        start = port_ticks();
        status = ${net}_push_rows_to(&context, input, row, 1);
<#else>
        read_row(0, row);
        start = port_ticks();
        status = ${net}_push_rows(&context, row, 1);
</#if>
        ticks += port_ticks() - start;
        require(status == ${upper}_MORE_ROWS ? ${upper}_OK : status);
    }
<#if delivers>
    readings = pairs + rows_count;
    return ticks - rows_ticks;
<#else>
    readings = pairs;
    return ticks;
</#if>
}

<#else>
static void read_inputs(int file, uint32_t inference)
{
    (void)inference;
    for (int i = 0; i < ${upper}_INPUTS; i++) {
        if (port_read(file, ${net}_input(&context, i), input_bytes[i]) != 0) {
            fail(EXIT_FILES, "input.bin cannot be read");
        }
    }
}

static uint32_t readings; /* pairs of readings of the counter in a run */

static uint64_t run(void)
{
<#if delivers>
    rows_ticks = 0;
    rows_count = 0;
</#if>
    uint64_t start = port_ticks();
    ${net}_status status = ${net}_run(&context);
    uint64_t ticks = port_ticks() - start;
    require(status);
<#if delivers>
    readings = 1 + rows_count;
    return ticks - rows_ticks;
<#else>
    readings = 1;
    return ticks;
</#if>
}

</#if>
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

<#if delivers>
/* FNV-1a over all outputs. */
static uint32_t output_checksum(void)
{
    uint32_t sum = rows_sum;
    for (int i = 0; i < ${upper}_OUTPUTS; i++) {
        const uint8_t *bytes = ${net}_output(&context, i);
        if (bytes != 0) {
            sum = checksum(sum, bytes, output_bytes[i]);
        }
    }
    return sum;
}
<#else>
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
</#if>

static void prepare(uint8_t arena_paint)
{
    paint(arena_paint);
    require(${net}_init(&context, memory.arena, sizeof memory.arena));
<#if delivers>
    require(${net}_deliver_to(&context, take_row, 0));
    rows_sum = 2166136261u;
</#if>
}

/* Takes the marks of the first inference, and its outputs' checksum. */
static uint32_t take_marks(uint8_t arena_paint)
{
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
static uint32_t rehearse(void)
{
    prepare(FIRST_PAINT);
    int file = port_open_read("input.bin");
    read_inputs(file, 0);
    port_paint_stack();
    (void)run();
    port_close(file);
    return take_marks(FIRST_PAINT);
}

static void finish_marks(uint32_t rehearsed)
{
    if (take_marks(SECOND_PAINT) != rehearsed) {
        fail(EXIT_MEMORY, "the result depends on what the arena held before");
    }
    print_field("arena ", sizeof memory.arena);
    print_field(" touched ", arena_bytes);
    print_field("\nstack ", stack_bytes);
    port_print("\n");
}

/* ---- accuracy ---- */

<#if choice>
/* The class that the first output names. */
<#else>
/* The class with the highest score in the first output. */
</#if>
static uint32_t answer(void)
{
<#if choice && answers>
    const ${upper}_OUT0_TYPE *chosen = ${net}_output(&context, 0);
    return (uint32_t)*chosen;
<#elseif answers>
    const ${upper}_OUT0_TYPE *scores = ${net}_output(&context, 0);
    uint32_t best = 0;
    for (uint32_t i = 1; i < ${upper}_OUT0_ELEMENTS; i++) {
        if (scores[i] > scores[best]) {
            best = i;
        }
    }
    return best;
<#else>
    fail(EXIT_FILES, "labels.bin, but the first output goes row by row");
</#if>
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

<#if delivers>
/* Rows that went before are there already. */
static void write_outputs(int file)
{
    uint32_t at = rows_at;
    for (int i = 0; i < ${upper}_OUTPUTS; i++) {
        const void *standing = ${net}_output(&context, i);
        if (standing != 0) {
            port_seek(file, at);
            if (port_write(file, standing, output_bytes[i]) != 0) {
                fail(EXIT_FILES, "output.bin cannot be written");
            }
        }
        at += output_bytes[i];
    }
    rows_at = at;
}
<#else>
static void write_outputs(int file)
{
    for (int i = 0; i < ${upper}_OUTPUTS; i++) {
        if (port_write(file, ${net}_output(&context, i), output_bytes[i]) != 0) {
            fail(EXIT_FILES, "output.bin cannot be written");
        }
    }
}
</#if>

static void print_units(uint64_t first, uint64_t least, uint64_t most, uint32_t inferences)
{
    uint64_t hooks = hooks_units(inferences);
    port_print(port_unit_name());
    print_field(" first ", units_between(first, readings) - hooks);
    print_field(" least ", units_between(least, readings) - hooks);
    print_field(" most ", units_between(most, readings) - hooks);
    port_print("\n");
}

static void run_all(uint32_t inferences, uint32_t rehearsed)
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
    prepare(SECOND_PAINT);
<#if delivers>
    rows_file = output;
</#if>
    for (uint32_t n = 0; n < inferences; n++) {
        read_inputs(input, n);
        if (n == 0) {
            port_paint_stack();
        }
        uint64_t ticks = run();
        if (n == 0) {
            finish_marks(rehearsed);
        }
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
        print_units(first, least, most, inferences);
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
    uint32_t rehearsed = rehearse();
    hooks_start();
    run_all(inferences, rehearsed);
    hooks_finish(inferences);
    port_print("done\n");
    return 0;
}
