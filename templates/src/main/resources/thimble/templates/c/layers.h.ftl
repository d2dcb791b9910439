<#-- @model thimble.codegen.c.NetworkCode: the table of layers, for tracing and profiling -->
/*
<#list head as line>
 * ${line}
</#list>
 */
#ifndef ${upper}_LAYERS_H
#define ${upper}_LAYERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the hooks' layer number stands for. Linked only into programs that use it. */
typedef struct ${net}_layer {
    /* The node's name in the model, in printable characters. */
    const char *name;
    const char *op;
    /*
     * Where the first output stands in the arena when the layer ends. Of a layer that runs row by
     * row only some rows are there at any time: offset 0, and the bytes of one row.
     */
    uint32_t outputOffset;
    uint32_t outputBytes;
    /* Multiply-accumulates. */
    uint64_t macs;
} ${net}_layer;

extern const ${net}_layer ${net}_layers[${layerTableEntries}];

#ifdef __cplusplus
}
#endif

#endif
