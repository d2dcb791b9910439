<#-- @model thimble.codegen.c.NetworkCode: the table of layers, for tracing and profiling -->
/*
<#list head as line>
 * ${line}
</#list>
 */
#include "${net}_layers.h"

const ${net}_layer ${net}_layers[${layerTableEntries}] = {
<#list layers as layer>
    {${layer.nameLiteral}, "${layer.op}", ${layer.outputOffset}, ${layer.outputBytes}, ${layer.macs}},
<#else>
    {"", "", 0, 0, 0},
</#list>
};
