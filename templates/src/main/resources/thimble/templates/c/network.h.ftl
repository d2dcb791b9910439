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
 *     memcpy(${net}_input(&ctx, 0), data, ${upper}_IN0_BYTES);
 *     ${net}_run(&ctx);
 *     const ${upper}_OUT0_TYPE *result = ${net}_output(&ctx, 0);
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

/* One instance of the network: as many as there are arenas, each with its own context. */
typedef struct ${net}_context {
    void *arena;
} ${net}_context;

typedef enum ${net}_status {
    ${upper}_OK = 0,
    /* A null pointer was given, or the context was not initialised. */
    ${upper}_ERROR_NULL,
    /* The arena has fewer than ${upper}_ARENA_BYTES bytes. */
    ${upper}_ERROR_ARENA_BYTES,
    /* The arena does not lie at a multiple of ${upper}_ARENA_ALIGN. */
    ${upper}_ERROR_ARENA_ALIGN
} ${net}_status;

/* Ties a context to an arena, whose content does not matter. */
${net}_status ${net}_init(${net}_context *ctx, void *arena, size_t arenaBytes);

/*
 * Where the i-th input is to be written before each run; a null pointer where there is none. The
 * arena is used again during a run: the input does not survive it.
 */
void *${net}_input(const ${net}_context *ctx, int i);

/* Where the i-th output stands after a run, until the next input is written. */
const void *${net}_output(const ${net}_context *ctx, int i);

/* One inference. */
${net}_status ${net}_run(${net}_context *ctx);

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
