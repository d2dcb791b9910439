<#-- @model thimble.codegen.c.NetworkCode: declarations of the constant arrays -->
/*
<#list head as line>
 * ${line}
</#list>
 */
#ifndef ${upper}_WEIGHTS_H
#define ${upper}_WEIGHTS_H

#include <stdint.h>

/*
 * Where the linker finds the constants. To move them, to external flash for example, name another
 * section here (-D${upper}_WEIGHTS_SECTION='".ext_flash"') and place it in the linker script.
 */
#ifndef ${upper}_WEIGHTS_SECTION
#define ${upper}_WEIGHTS_SECTION ".rodata.${net}_weights"
#endif

#if defined(__GNUC__) && defined(__ELF__)
#define ${upper}_WEIGHTS __attribute__((section(${upper}_WEIGHTS_SECTION), aligned(4)))
#else
#define ${upper}_WEIGHTS
#endif

<#list constants as array>
/* ${array.comment} */
extern const ${array.type} ${array.name}[${array.count}];
</#list>

#endif
