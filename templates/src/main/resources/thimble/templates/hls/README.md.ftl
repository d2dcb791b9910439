<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
# ${code.net} on ${fpga.title}

<#list code.head as line>
    ${line}
</#list>

A streaming design: every layer is hardware of its own, all work at once, pixels flow from layer to layer.

| | |
|---|---|
| cycles of an inference | ${report.latency} (${milliseconds} ms at ${period} ns) |
| cycles between inferences | ${report.interval} (${fps} a second) |
| multipliers | ${report.multipliers} |
| DSP slices | ${report.resources.dsp} of ${fpga.dsp} |
| memory blocks of 18 Kbit | ${report.resources.bram18} of ${fpga.bram18} |
| look-up tables | about ${report.resources.lut} of ${fpga.lut} (an estimate, good within a third) |

Cycles are counted by a simulation of every process cycle by cycle; slices and blocks by the device's shapes. No vendor's
tool was run.

- `src/${code.net}.cpp`: the top function, a dataflow region; `src/${code.net}_stages.hpp`: a process for each unit of work,
  with its constants; `src/units/`: the units; `src/${code.net}_tables.hpp`: weights.
- `test/${code.net}_test.cpp`: a test bench with ${vectors?size} inferences from the integer reference: `make test`.
- `hls/project.tcl`: `vitis-run --mode hls --tcl hls/project.tcl`; `hls/hls_config.cfg`: `v++ -c --mode hls --config hls/hls_config.cfg`.
- `driver/${code.net}.py`: PYNQ; `driver/${code.net}_driver.c`: bare metal.

<#if code.memory>
Tensors are bytes, channels last, in memory that the design reads and writes itself (`m_axi`); their addresses go into
registers (`s_axilite`), each 64 bits:
<#else>
Tensors are bytes, channels last, ${code.axiBytes} a word, `last` with the last word:
</#if>

<#list code.inputs as port>
- in `${port.name}`: ${port.text}, ${port.bytes} bytes
</#list>
<#list code.outputs as port>
- out `${port.name}`: ${port.text}, ${port.bytes} bytes
</#list>
