<#-- @model thimble.codegen.firmware.MainText: what the program does around every layer -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * The hooks that ${net} calls around every layer: measuring, tracing.
 */
#include "hooks.h"

#if THIMBLE_PROFILE || THIMBLE_TRACE

#include "${net}.h"
#include "${net}_layers.h"
#include "console.h"
#include "port.h"

enum { CALIBRATION_RUNS = 64 };

static int are_on;
static uint64_t layer_start;
static uint64_t layer_ticks[${upper}_LAYERS + 1]; /* the last one is for calibration */
static uint32_t layer_turns[${upper}_LAYERS + 1]; /* pairs of hooks: one for each row in a stream */
static uint64_t hook_ticks;                       /* of CALIBRATION_RUNS pairs of hooks */
static int trace_file;

static void trace(const void *output, uint32_t bytes)
{
    if (bytes > 0 && port_write(trace_file, output, bytes) != 0) {
        fail(EXIT_FILES, "trace.bin cannot be written");
    }
}

__attribute__((noinline)) void ${net}_layer_begin(const ${net}_context *ctx, int layer)
{
    (void)ctx;
    (void)layer;
    layer_start = port_ticks();
}

__attribute__((noinline)) void ${net}_layer_end(
    const ${net}_context *ctx, int layer, const void *output, uint32_t bytes)
{
    uint64_t ticks = port_ticks() - layer_start;
    (void)ctx;
    if (are_on) {
        layer_ticks[layer] += ticks;
        layer_turns[layer]++;
        if (THIMBLE_TRACE) {
            trace(output, bytes);
        }
    }
}

void hooks_start(void)
{
    are_on = 1;
    uint64_t start = port_ticks();
    for (int i = 0; i < CALIBRATION_RUNS; i++) {
        ${net}_layer_begin(0, ${upper}_LAYERS);
        ${net}_layer_end(0, ${upper}_LAYERS, 0, 0);
    }
    hook_ticks = port_ticks() - start;
    if (THIMBLE_TRACE) {
        trace_file = port_open_write("trace.bin");
    }
}

uint64_t hooks_units(uint32_t inferences)
{
    uint64_t turns = 0;
    for (int layer = 0; layer < ${upper}_LAYERS; layer++) {
        turns += layer_turns[layer];
    }
    return port_units(hook_ticks * (turns / inferences) / CALIBRATION_RUNS);
}

/* Averages over all inferences. An empty layer's ticks are what the hooks cost inside a layer. */
void hooks_finish(uint32_t inferences)
{
    if (THIMBLE_TRACE) {
        port_close(trace_file);
        return;
    }
    uint64_t turn = port_units(layer_ticks[${upper}_LAYERS]) / CALIBRATION_RUNS;
    for (int layer = 0; layer < ${upper}_LAYERS; layer++) {
        uint64_t overhead = turn * (layer_turns[layer] / inferences);
        uint64_t units = port_units(layer_ticks[layer] / inferences);
        print_field("layer ", (uint64_t)layer);
        print_field(" ", units > overhead ? units - overhead : 0);
        port_print(" ");
        port_print(${net}_layers[layer].name);
        port_print("\n");
    }
}

#else

/* A translation unit must declare something. */
typedef int hooks_are_off;

#endif
