<#-- @model thimble.codegen.c.NetworkCode: the network, one function for each layer -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * The arena, one line for each step (${arenaBytes} bytes across):
 *
<#list arenaMap as line>
 *   ${line}
</#list>
 *
<#list legend as line>
 *   ${line}
</#list>
 */
#include "${net}.h"

<#if layersUseMath>
#include <math.h>
</#if>
#include <stddef.h>
#include <stdint.h>
<#if pushes || states?has_content>
#include <string.h>
</#if>

#include "${net}_kernels.h"
#include "${net}_weights.h"

/* Where values lie in the arena: a layer's first output is called after the layer. */
enum {
<#list places as place>
    ${place.name} = ${place.offset}, /* ${place.comment} */
</#list>
    ARENA_END = ${upper}_ARENA_BYTES
};

#define FITS(place, bytes) _Static_assert(place + (bytes) <= ARENA_END, #place)
<#list places as place>
FITS(${place.name}, ${place.bytes});
</#list>

<#if rowPlaces?has_content>
/* Where single rows lie, in elements of the value's type, counted from the arena's first byte. */
<#list rowPlaces as place>
static const ${place.type} ${place.name}[${place.count}] = { /* ${place.comment} */
<#list place.lines as line>
    ${line}
</#list>
};
</#list>

</#if>
<#list ports as port>
_Static_assert(${port.macro}_ELEMENTS * sizeof(${port.macro}_TYPE) == ${port.macro}_BYTES, "size");
</#list>
_Static_assert(sizeof(float) == 4 && sizeof(double) == 8, "IEEE 754 is assumed");

/*
 * The arena holds values of different types at different times. A kernel reads bytes only as the
 * type they were last written as, which is what C's effective types ask of untyped memory.
 */
static inline void *at(void *arena, size_t offset)
{
    return (unsigned char *)arena + offset;
}
<#list layers as layer>

/*
<#list layer.comment as line>
 * ${line}
</#list>
 */
static void ${layer.function}(${layer.parameters})
{
<#list layer.pointers as pointer>
<#if pointer.place?has_content>
    ${pointer.type}${pointer.name} = at(arena, ${pointer.place});
<#else>
    ${pointer.type}${pointer.name} = arena;
</#if>
</#list>
<#if layer.looped>
    for (int32_t row = 0; row < ${layer.rows}; row++) {
</#if>
<#list layer.rowTables as table>
<#if layer.hasRow>
<#include "row_table.ftl">
<#elseif table.oneLine>
    static const int32_t ${table.name}[${table.taps}] = {${table.entries?first}};
<#else>
    static const int32_t ${table.name}[${table.taps}] = {
<#list table.entries as line>
        ${line}
</#list>
    };
</#if>
</#list>
<#if layer.oneLine>
${layer.indent}${layer.kernel}(${layer.arguments?first});
<#else>
${layer.indent}${layer.kernel}(
<#list layer.arguments as line>
${layer.indent}    ${line}<#sep>
</#list>);
</#if>
<#if layer.looped>
    }
</#if>
}
</#list>

${net}_status ${net}_init(${net}_context *ctx, void *arena, size_t arenaBytes)
{
    if (ctx == NULL) {
        return ${upper}_ERROR_NULL;
    }
    ctx->arena = NULL;
    if (arena == NULL) {
        return ${upper}_ERROR_NULL;
    }
    if (arenaBytes < ${upper}_ARENA_BYTES) {
        return ${upper}_ERROR_ARENA_BYTES;
    }
    if ((uintptr_t)arena % ${upper}_ARENA_ALIGN != 0) {
        return ${upper}_ERROR_ARENA_ALIGN;
    }
    ctx->arena = arena;
<#if delivers>
    ctx->sink = NULL;
    ctx->user = NULL;
</#if>
<#if states?has_content>
    return ${net}_reset(ctx);
<#elseif pushes>
    return ${net}_restart(ctx);
<#else>
    return ${upper}_OK;
</#if>
}

<#if !pushes>
void *${net}_input(const ${net}_context *ctx, int i)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return NULL;
    }
    switch (i) {
<#list inputs as port>
    case ${port.index}:
        return ${port.expression};
</#list>
    default:
        return NULL;
    }
}

</#if>
<#if delivers>
${net}_status ${net}_deliver_to(${net}_context *ctx, ${net}_row_sink sink, void *user)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return ${upper}_ERROR_NULL;
    }
    ctx->sink = sink;
    ctx->user = user;
    return ${upper}_OK;
}

</#if>
const void *${net}_output(const ${net}_context *ctx, int i)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return NULL;
    }
    switch (i) {
<#list standingOutputs as port>
    case ${port.index}:
        return ${port.expression};
</#list>
    default:
        return NULL;
    }
}

const char *${net}_strerror(${net}_status status)
{
    switch (status) {
    case ${upper}_OK:
        return "no error";
    case ${upper}_ERROR_NULL:
        return "a null pointer, or a context that is not initialised";
    case ${upper}_ERROR_ARENA_BYTES:
        return "the arena is too small";
    case ${upper}_ERROR_ARENA_ALIGN:
        return "the arena is not aligned";
<#if pushes>
    case ${upper}_MORE_ROWS:
        return "further rows are wanted";
    case ${upper}_ERROR_TOO_MANY_ROWS:
        return "more rows than the run takes";
<#if severalInputs>
    case ${upper}_ERROR_OTHER_INPUT:
        return "it is another input's turn";
</#if>
</#if>
    }
    return "unknown status";
}

#ifdef ${upper}_NO_HOOKS
#define LAYER(index, call, offset, bytes) call
#else
__attribute__((weak)) void ${net}_layer_begin(const ${net}_context *ctx, int layer)
{
    (void)ctx;
    (void)layer;
}

__attribute__((weak)) void ${net}_layer_end(
    const ${net}_context *ctx, int layer, const void *output, uint32_t bytes)
{
    (void)ctx;
    (void)layer;
    (void)output;
    (void)bytes;
}

/* A call, and what it writes of the layer's first output. */
#define LAYER(index, call, offset, bytes) \
    do { \
        ${net}_layer_begin(ctx, index); \
        call; \
        ${net}_layer_end(ctx, index, at(arena, (size_t)(offset)), (uint32_t)(bytes)); \
    } while (0)
#endif
<#list streams as stream>

/*
<#list stream.comment as line>
 *<#if line?has_content> ${line}</#if>
</#list>
 */
static void ${stream.function}(${net}_context *ctx)
{
    /* Whose turn it is: the layers above, counted from 0. */
    static const ${stream.type} order[${stream.events}] = {
<#list stream.order as line>
        ${line}
</#list>
    };
    void *arena = ctx->arena;
<#if stream.hasCounters>
    int32_t row[${stream.counters}] = {0}; /* the next row of layers that want to know */
</#if>
    for (size_t turn = 0; turn < sizeof order / sizeof order[0]; turn++) {
        switch (order[turn]) {
<#list stream.cases as case>
        case ${case.local}:
<#list case.statements as statement>
            ${statement}
</#list>
            break;
</#list>
        }
    }
}
</#list>

<#if states?has_content>
<#include "states.ftl">

</#if>
<#list schedules as schedule>
<#include "schedule.ftl">
</#list>
<#if states?has_content>

${net}_status ${net}_reset(${net}_context *ctx)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return ${upper}_ERROR_NULL;
    }
    forget(ctx);
<#if pushes>
    ctx->turn = 0;
    begin(ctx);
</#if>
    return ${upper}_OK;
}
</#if>
<#if !schedules?has_content>
${net}_status ${net}_run(${net}_context *ctx)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return ${upper}_ERROR_NULL;
    }
<#if hasWholeLayers>
    void *arena = ctx->arena;
</#if>
<#list run as statement>
    ${statement}
</#list>
<#if states?has_content>
    carry(ctx);
</#if>
    return ${upper}_OK;
}
</#if>
