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
static void ${layer.function}(void *arena)
{
<#list layer.pointers as pointer>
    ${pointer.type}${pointer.name} = at(arena, ${pointer.place});
</#list>
<#if layer.looped>
    for (int32_t row = ${layer.firstRow}; row < ${layer.endRow}; row++) {
<#list layer.rowTables as table>
<#include "row_table.ftl">
</#list>
<#if layer.oneLine>
        ${layer.kernel}(${layer.arguments?first});
<#else>
        ${layer.kernel}(
<#list layer.arguments as line>
            ${line}<#sep>
</#list>);
</#if>
    }
<#else>
<#list layer.rowTables as table>
<#if table.oneLine>
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
    ${layer.kernel}(${layer.arguments?first});
<#else>
    ${layer.kernel}(
<#list layer.arguments as line>
        ${line}<#sep>
</#list>);
</#if>
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
    return ${upper}_OK;
}

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

const void *${net}_output(const ${net}_context *ctx, int i)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return NULL;
    }
    switch (i) {
<#list outputs as port>
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
    }
    return "unknown status";
}

#ifdef ${upper}_NO_HOOKS
#define LAYER(index, function) function(arena)
#else
__attribute__((weak)) void ${net}_layer_begin(const ${net}_context *ctx, int layer)
{
    (void)ctx;
    (void)layer;
}

__attribute__((weak)) void ${net}_layer_end(const ${net}_context *ctx, int layer)
{
    (void)ctx;
    (void)layer;
}

#define LAYER(index, function) \
    do { \
        ${net}_layer_begin(ctx, index); \
        function(arena); \
        ${net}_layer_end(ctx, index); \
    } while (0)
#endif

${net}_status ${net}_run(${net}_context *ctx)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return ${upper}_ERROR_NULL;
    }
<#if layers?has_content>
    void *arena = ctx->arena;
</#if>
<#list layers as layer>
    LAYER(${layer.index}, ${layer.function});
</#list>
    return ${upper}_OK;
}
