<#-- @model thimble.codegen.c.RowTable as table, LayerCode as layer: finds the input rows of `row` -->
<#if table.looped>
${layer.indent}int32_t ${table.name}[${table.taps}];
#pragma GCC unroll 1
${layer.indent}for (int32_t tap = 0; tap < ${table.taps}; tap++) {
<#if table.hasImage>
${layer.indent}    const int32_t ${table.imageName} = ${table.image};
</#if>
<#if table.hasY>
${layer.indent}    const int32_t ${table.yName} = ${table.y};
</#if>
${layer.indent}    ${table.name}[tap] = ${table.element};
${layer.indent}}
<#else>
<#if table.hasImage>
${layer.indent}const int32_t ${table.imageName} = ${table.image};
</#if>
<#if table.hasY>
${layer.indent}const int32_t ${table.yName} = ${table.y};
</#if>
<#if table.scalar>
${layer.indent}const int32_t ${table.name} = ${table.element};
<#else>
${layer.indent}const int32_t ${table.name}[1] = {${table.element}};
</#if>
</#if>
