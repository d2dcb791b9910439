<#-- @model thimble.codegen.c.RowTable as table: finds the input rows of the output row `row` -->
<#if table.looped>
        int32_t ${table.name}[${table.taps}];
        for (int32_t tap = 0; tap < ${table.taps}; tap++) {
<#if table.hasImage>
            const int32_t ${table.imageName} = ${table.image};
</#if>
<#if table.hasY>
            const int32_t ${table.yName} = ${table.y};
</#if>
            ${table.name}[tap] = ${table.element};
        }
<#else>
<#if table.hasImage>
        const int32_t ${table.imageName} = ${table.image};
</#if>
<#if table.hasY>
        const int32_t ${table.yName} = ${table.y};
</#if>
<#if table.scalar>
        const int32_t ${table.name} = ${table.element};
<#else>
        const int32_t ${table.name}[1] = {${table.element}};
</#if>
</#if>
