<#-- @model thimble.codegen.c.NetworkCode: the constant arrays -->
/*
<#list head as line>
 * ${line}
</#list>
 */
#include "${net}_weights.h"

<#if weightsUseMath>
#include <math.h>
</#if>
#include <stdint.h>
<#list constants as array>

/* ${array.comment} */
_Static_assert(sizeof(${array.name}) == ${array.bytes}, "size of ${array.name}");
const ${array.type} ${array.name}[${array.count}] ${upper}_WEIGHTS = {
${array.values}
};
</#list>
