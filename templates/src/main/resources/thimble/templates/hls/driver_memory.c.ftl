<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#assign net = code.net upper = code.upper>
<#list code.head as line>
// ${line}
</#list>
#include "${net}_driver.h"

// Registers of the core, in words of 32 bits: control, then an address (low, high) for each tensor.
enum { CONTROL = 0, START = 1, DONE = 2 };
enum {
<#list code.inputs + code.outputs as port>
  ${port.name?upper_case}_ADDRESS = ${port.register} / 4,
</#list>
};

static int is_aligned(const void *buffer) {
  return (uintptr_t)buffer % ${code.axiBytes} == 0;
}

static void set_address(volatile uint32_t *core, int where, const void *buffer) {
  const uint64_t address = (uint64_t)(uintptr_t)buffer;
  core[where] = (uint32_t)address;
  core[where + 1] = (uint32_t)(address >> 32);
}

int ${net}_run(const ${net}_device *device, const int8_t *const inputs[${code.inputs?size}], int8_t *const outputs[${code.outputs?size}]) {
  static const int in_at[] = {<#list code.inputs as port>${port.name?upper_case}_ADDRESS<#sep>, </#list>};
  static const int out_at[] = {<#list code.outputs as port>${port.name?upper_case}_ADDRESS<#sep>, </#list>};
  int aligned = 1;
  for (int i = 0; i < ${code.inputs?size}; i++) {
    aligned &= is_aligned(inputs[i]);
    set_address(device->core, in_at[i], inputs[i]);
  }
  for (int i = 0; i < ${code.outputs?size}; i++) {
    aligned &= is_aligned(outputs[i]);
    set_address(device->core, out_at[i], outputs[i]);
  }
  if (!aligned) {
    return -1;
  }
  device->core[CONTROL] = START;
  while (!(device->core[CONTROL] & DONE)) {
  }
  return 0;
}
