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

inline void ${process.name}(<#list process.ports as port>${port}<#sep>, </#list>) {
  thimble::${process.template}<${process.name}_constants>(<#list process.arguments as argument>${argument}<#sep>, </#list>);
}

</#list>
#endif
