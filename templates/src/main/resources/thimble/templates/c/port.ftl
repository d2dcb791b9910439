<#-- @model thimble.codegen.c.PortCode as port: the macros of one input or output -->

/*
<#list port.comment as line>
 * ${line}
</#list>
 */
#define ${port.macro}_TYPE ${port.type}
#define ${port.macro}_RANK ${port.rank}
#define ${port.macro}_SHAPE ${port.shape}
#define ${port.macro}_ELEMENTS ${port.elements}
#define ${port.macro}_BYTES ${port.bytes}
<#if port.byRows>
#define ${port.macro}_ROWS ${port.rows}
#define ${port.macro}_ROW_BYTES ${port.rowBytes}
#define ${port.macro}_PASSES ${port.passes}
</#if>
<#if port.quantized>
#define ${port.macro}_SCALE ${port.scale}
#define ${port.macro}_ZERO_POINT (${port.zeroPoint})
</#if>
<#if port.chooses>
#define ${port.macro}_CLASSES ${port.classes}
</#if>
