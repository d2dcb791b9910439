<#-- @model thimble.codegen.c.NetworkCode: the network's header, all that a program needs to see -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * Use:
 *
 *     static _Alignas(${upper}_ARENA_ALIGN) uint8_t arena[${upper}_ARENA_BYTES];
 *     ${net}_context ctx;
 *     ${net}_init(&ctx, arena, sizeof arena);
<#if pushes && severalInputs>
 *     for (int i; (i = ${net}_wanted_input(&ctx)) >= 0;) {
 *         ${net}_push_rows_to(&ctx, i, next row of input i, 1);
 *     }
<#elseif pushes>
 *     while (${net}_push_rows(&ctx, next row, 1) == ${upper}_MORE_ROWS) {
 *     }
<#else>
 *     memcpy(${net}_input(&ctx, 0), data, ${upper}_IN0_BYTES);
 *     ${net}_run(&ctx);
</#if>
<#if standingOutputs?has_content>
 *     const ${upper}_OUT${standingOutputs?first.index}_TYPE *result = ${net}_output(&ctx, ${standingOutputs?first.index});
</#if>
 */
#ifndef ${upper}_H
#define ${upper}_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All activations lie in one arena that the caller gives: nothing is allocated. */
#define ${upper}_ARENA_BYTES ${arenaBytes}
#define ${upper}_ARENA_ALIGN ${arenaAlign}

/* Constants, in the section that ${upper}_WEIGHTS_SECTION names. */
#define ${upper}_WEIGHT_BYTES ${weightBytes}

#define ${upper}_LAYERS ${layers?size}
#define ${upper}_INPUTS ${inputs?size}
#define ${upper}_OUTPUTS ${outputs?size}
<#list inputs as port>
<#include "port.ftl">
</#list>
<#list outputs as port>
<#include "port.ftl">
</#list>

<#if delivers>
/*
 * Takes a row of an output as soon as it is finished; the row is gone when the function returns.
 * Outputs that go row by row have <output>_ROWS rows of <output>_ROW_BYTES bytes.
 */
typedef void (*${net}_row_sink)(void *user, int output, uint32_t row, const void *data);

</#if>
/* One instance of the network: as many as there are arenas, each with its own context. */
typedef struct ${net}_context {
    void *arena;
<#list schedules as schedule>
    uint32_t turn; /* where the run stands */
<#if schedule.hasCounters>
    ${schedule.counterType} row[${schedule.counters}]; /* next rows of layers, inputs and outputs */
</#if>
</#list>
<#if holds>
    uint32_t runs; /* since the sequence began, as far as it matters */
</#if>
<#if delivers>
    ${net}_row_sink sink;
    void *user;
</#if>
} ${net}_context;

typedef enum ${net}_status {
    ${upper}_OK = 0,
    /* A null pointer was given, or the context was not initialised. */
    ${upper}_ERROR_NULL,
    /* The arena has fewer than ${upper}_ARENA_BYTES bytes. */
    ${upper}_ERROR_ARENA_BYTES,
    /* The arena does not lie at a multiple of ${upper}_ARENA_ALIGN. */
    ${upper}_ERROR_ARENA_ALIGN<#if pushes>,
    /* The run is not finished: it waits for further rows. */
    ${upper}_MORE_ROWS,
    /* The run was finished before all of these rows were taken. */
    ${upper}_ERROR_TOO_MANY_ROWS<#if severalInputs>,
    /* It is another input's turn: the row was not taken. */
    ${upper}_ERROR_OTHER_INPUT</#if></#if>
} ${net}_status;

/* Ties a context to an arena, whose content does not matter. */
${net}_status ${net}_init(${net}_context *ctx, void *arena, size_t arenaBytes);

<#if states?has_content>
/*
 * The network goes on from run to run: each takes what is new and gives the results of the sequence
 * up to there. Between two runs the arena keeps what will be needed again: leave it alone.
 */
#define ${upper}_STATE_BYTES ${stateBytes}

/* Begins a new sequence. A new context stands at the beginning of one. */
${net}_status ${net}_reset(${net}_context *ctx);

</#if>
<#if pushes>
<#if states?has_content>
/* Begins the next run; in the middle of a run it gives that up, and its rows are forgotten. */
${net}_status ${net}_restart(${net}_context *ctx);
<#else>
/* Begins a run again, also in the middle of one. A new context stands at the beginning. */
${net}_status ${net}_restart(${net}_context *ctx);
</#if>

<#if severalInputs>
/* The input whose row is wanted next; -1 where the run is finished. */
int ${net}_wanted_input(const ${net}_context *ctx);

/*
 * Hands in rows of an input: they are copied to their places, and the run goes on up to the next
 * row it wants. The answer is ${upper}_MORE_ROWS until the last row, then ${upper}_OK.
 */
${net}_status ${net}_push_rows_to(
    ${net}_context *ctx, int input, const void *rows, uint32_t count);
<#else>
/*
 * Hands in rows of the input: they are copied to their places, and the run goes on up to the next
 * row it wants. The answer is ${upper}_MORE_ROWS until the last row, then ${upper}_OK. All rows of an
 * inference come in order, ${upper}_IN0_PASSES times.
 */
${net}_status ${net}_push_rows(${net}_context *ctx, const void *rows, uint32_t count);
</#if>

/*
 * Where the row that is wanted next is to lie; a null pointer where the run is finished. Whoever
 * writes it there (a DMA controller, say) pushes one row from this address, and nothing is copied.
 */
void *${net}_row_buffer(const ${net}_context *ctx);

<#else>
/*
 * Where the i-th input is to be written before each run; a null pointer where there is none. The
 * arena is used again during a run: the input does not survive it.
 */
void *${net}_input(const ${net}_context *ctx, int i);

/* One inference. */
${net}_status ${net}_run(${net}_context *ctx);

</#if>
<#if delivers>
/*
 * Says who takes the rows of outputs; without that they are lost. A null pointer for the outputs
 * that go row by row is what ${net}_output gives.
 */
${net}_status ${net}_deliver_to(${net}_context *ctx, ${net}_row_sink sink, void *user);

</#if>
/* Where the i-th output stands after a run, until the next ${pushes?then("one begins", "input is written")}. */
const void *${net}_output(const ${net}_context *ctx, int i);

/* A status in words. */
const char *${net}_strerror(${net}_status status);

/*
 * Called before and after each layer, unless compiled with -D${upper}_NO_HOOKS. Empty by default;
 * a program that defines its own replaces them. Where layers run interleaved, row by row, they are
 * called for each row. The end is told what was just written of the layer's first output: 0 bytes
 * where a row was taken in only.
 */
void ${net}_layer_begin(const ${net}_context *ctx, int layer);
void ${net}_layer_end(
    const ${net}_context *ctx, int layer, const void *output, uint32_t bytes);

#ifdef __cplusplus
}
#endif

#endif
