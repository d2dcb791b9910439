<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#assign net = code.net upper = code.upper>
<#list code.head as line>
// ${line}
</#list>
//
// Bare-metal driver: registers of the core and of one AXI DMA (simple mode) for each tensor. The caller keeps caches
// coherent: flush inputs before a run, invalidate outputs after it.
#ifndef ${upper}_DRIVER_H
#define ${upper}_DRIVER_H

#include <stdint.h>

<#list code.inputs + code.outputs as port>
#define ${upper}_${port.name?upper_case}_BYTES ${port.bytes}
</#list>
// Bytes of a buffer: a transfer is a whole number of words.
<#list code.inputs + code.outputs as port>
#define ${upper}_${port.name?upper_case}_BUFFER ${port.words * code.axiBytes}
</#list>

typedef struct {
  volatile uint32_t *core; // s_axilite of ${net}
  volatile uint32_t *in[${code.inputs?size}];  // registers of the DMA that sends each input
  volatile uint32_t *out[${code.outputs?size}]; // registers of the DMA that receives each output
} ${net}_device;

// One inference; gives 0, or -1 where a DMA reports an error.
int ${net}_run(const ${net}_device *device, const int8_t *const inputs[${code.inputs?size}], int8_t *const outputs[${code.outputs?size}]);

#endif
