<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#assign net = code.net upper = code.upper>
<#list code.head as line>
// ${line}
</#list>
//
// Bare-metal driver: the core reads and writes memory itself, its registers take addresses. The caller keeps caches
// coherent: flush inputs before a run, invalidate outputs after it.
#ifndef ${upper}_DRIVER_H
#define ${upper}_DRIVER_H

#include <stdint.h>

<#list code.inputs + code.outputs as port>
#define ${upper}_${port.name?upper_case}_BYTES ${port.bytes}
</#list>
// Bytes of a buffer: a whole number of words, and its address a multiple of ${code.axiBytes}.
<#list code.inputs + code.outputs as port>
#define ${upper}_${port.name?upper_case}_BUFFER ${port.words * code.axiBytes}
</#list>

typedef struct {
  volatile uint32_t *core; // s_axilite of ${net}
} ${net}_device;

// One inference; gives 0, or -1 where an address is no multiple of ${code.axiBytes}.
int ${net}_run(const ${net}_device *device, const int8_t *const inputs[${code.inputs?size}], int8_t *const outputs[${code.outputs?size}]);

#endif
