<#-- @ftlvariable type=thimble.codegen.hls.HlsCode -->
<#list head as line>
// ${line}
</#list>
#include "${net}.h"

#include "${net}_stages.hpp"

void ${net}(<#list inputs + outputs as port>${port.parameter}<#sep>, </#list>) {
<#list inputs + outputs as port>
<#list port.pragmas as pragma>
#pragma HLS INTERFACE ${pragma}
</#list>
</#list>
#pragma HLS INTERFACE s_axilite port=return
#pragma HLS DATAFLOW

<#list streams as stream>
  hls::stream<${stream.type} > ${stream.name}("${stream.name}");
#pragma HLS STREAM variable=${stream.name} depth=${stream.depth}
<#if stream.large>
#pragma HLS BIND_STORAGE variable=${stream.name} type=fifo impl=uram
</#if>
</#list>

<#list processes as process>
  ${process.name}(<#list process.inputs + process.outputs as stream>${stream.name}<#sep>, </#list>);
</#list>
}
