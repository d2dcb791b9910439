<#-- @ftlvariable type=thimble.codegen.hls.HlsCode -->
<#list head as line>
// ${line}
</#list>
#ifndef ${upper}_H
#define ${upper}_H

<#if memory>
#include <ap_int.h>
#include <hls_stream.h>

// Tensors lie in memory, ${axiBytes} bytes a word, the first byte lowest.
typedef ap_uint<${axiBytes * 8}> ${net}_word;
<#else>
#include <ap_axi_sdata.h>
#include <ap_int.h>
#include <hls_stream.h>

// Bytes of a tensor go in and out ${axiBytes} a word, the first byte lowest; `last` is set with a tensor's last word.
typedef ap_axiu<${axiBytes * 8}, 0, 0, 0> ${net}_word;
</#if>

<#list inputs + outputs as port>
// ${port.name}: ${port.text}.
const int ${net}_${port.name}_bytes = ${port.bytes};
const int ${net}_${port.name}_words = ${port.words};
</#list>

// One inference a call.
void ${net}(<#list inputs + outputs as port>${port.parameter}<#sep>, </#list>);

#endif
