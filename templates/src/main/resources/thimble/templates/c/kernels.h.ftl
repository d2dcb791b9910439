<#-- @model thimble.codegen.c.NetworkCode: the kernel functions that the network uses -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * The kernels that ${net}.c uses, and nothing else. All static: any number of networks go into one
 * program. They read and write what they are given; none allocates, none keeps state.
 */
#ifndef ${upper}_KERNELS_H
#define ${upper}_KERNELS_H

<#list includes as include>
#include ${include}
</#list>

<#if instructionSets?has_content>
<#list instructionSets as set>
#include "${net}_${set}.h"
</#list>

</#if>
<#if kernels?has_content>
${kernels}
</#if>
<#list templated as function>

${function}
</#list>
#endif
