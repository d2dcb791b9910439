<#-- @ftlvariable type=thimble.codegen.hls.HlsCode -->
<#list head as line>
// ${line}
</#list>
//
// Weights and other constants; each unit of units/ says how its tables are laid out.
#ifndef ${upper}_TABLES_HPP
#define ${upper}_TABLES_HPP

<#list tables as table>
static const ${table.type} ${table.name}${table.extents} = {
<#list table.lines as line>
  ${line}
</#list>
};

</#list>
#endif
