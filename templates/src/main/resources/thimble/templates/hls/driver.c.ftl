<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#assign net = code.net upper = code.upper>
<#list code.head as line>
// ${line}
</#list>
#include "${net}_driver.h"

// AXI DMA in simple mode: control, status, address low and high, length; receiving side 0x30 further.
enum { CONTROL = 0, STATUS = 1, ADDRESS = 6, ADDRESS_HIGH = 7, LENGTH = 10, RECEIVE = 12 };
enum { RUN = 1, IDLE = 2, ERRORS = 0x770 };

static const uint32_t in_bytes[] = {<#list code.inputs as port>${upper}_${port.name?upper_case}_BUFFER<#sep>, </#list>};
static const uint32_t out_bytes[] = {<#list code.outputs as port>${upper}_${port.name?upper_case}_BUFFER<#sep>, </#list>};

static void begin(volatile uint32_t *channel, const void *buffer, uint32_t bytes) {
  const uint64_t address = (uint64_t)(uintptr_t)buffer;
  channel[CONTROL] = RUN;
  channel[ADDRESS] = (uint32_t)address;
  channel[ADDRESS_HIGH] = (uint32_t)(address >> 32);
  channel[LENGTH] = bytes;
}

static int end(volatile uint32_t *channel) {
  uint32_t status;
  do {
    status = channel[STATUS];
    if (status & ERRORS) {
      return -1;
    }
  } while (!(status & IDLE));
  return 0;
}

int ${net}_run(const ${net}_device *device, const int8_t *const inputs[${code.inputs?size}], int8_t *const outputs[${code.outputs?size}]) {
  for (int i = 0; i < ${code.outputs?size}; i++) {
    begin(device->out[i] + RECEIVE, outputs[i], out_bytes[i]);
  }
  device->core[0] = 1; // ap_start
  for (int i = 0; i < ${code.inputs?size}; i++) {
    begin(device->in[i], inputs[i], in_bytes[i]);
  }
  int status = 0;
  for (int i = 0; i < ${code.inputs?size}; i++) {
    status |= end(device->in[i]);
  }
  for (int i = 0; i < ${code.outputs?size}; i++) {
    status |= end(device->out[i] + RECEIVE);
  }
  return status;
}
