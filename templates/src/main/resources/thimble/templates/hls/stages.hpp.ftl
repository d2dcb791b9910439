<#-- @ftlvariable type=thimble.codegen.hls.HlsCode -->
<#list head as line>
// ${line}
</#list>
//
// The processes of the design, in the order of the network: each a unit of units/, its constants in a struct.
#ifndef ${upper}_STAGES_HPP
#define ${upper}_STAGES_HPP

<#list units as unit>
#include "units/${unit}.hpp"
</#list>

<#if tables?has_content>
#include "${net}_tables.hpp"

</#if>
<#list processes as process>
// ${process.comment}
struct ${process.name}_constants {
<#list process.parameters as parameter>
  static constexpr int ${parameter.name} = ${parameter.value};<#if parameter.comment?has_content> // ${parameter.comment}</#if>
</#list>
};

inline void ${process.name}(<#list process.inputs as stream>hls::stream<${stream.type} > &in<#if process.inputs?size gt 1>_${stream?index}</#if>, </#list><#list process.outputs as stream>hls::stream<${stream.type} > &out<#if process.outputs?size gt 1>_${stream?index}</#if><#sep>, </#list>) {
  thimble::${process.template}<${process.name}_constants>(<#list process.inputs as stream>in<#if process.inputs?size gt 1>_${stream?index}</#if>, </#list><#list process.outputs as stream>out<#if process.outputs?size gt 1>_${stream?index}</#if><#sep>, </#list><#list process.tables as table>, ${table}</#list>);
}

</#list>
#endif
