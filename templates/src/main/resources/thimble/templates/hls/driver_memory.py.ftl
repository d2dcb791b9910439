<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#list code.head as line>
# ${line}
</#list>
"""Runs ${code.net} on a PYNQ board: the core reads and writes memory itself, its registers take addresses."""
import numpy as np
from pynq import Overlay, allocate

INPUTS = {<#list code.inputs as port>"${port.name}": ${port.bytes}<#sep>, </#list>}
OUTPUTS = {<#list code.outputs as port>"${port.name}": ${port.bytes}<#sep>, </#list>}
REGISTERS = {<#list code.inputs + code.outputs as port>"${port.name}": ${port.register}<#sep>, </#list>}
WORD = ${code.axiBytes}
START, DONE = 1, 2


def padded(count):
    return -(-count // WORD) * WORD


class Network:
    def __init__(self, bitfile, core="${code.net}_0"):
        self.overlay = Overlay(bitfile)
        self.core = getattr(self.overlay, core)
        self.buffers = {name: allocate(padded(count), np.int8) for name, count in {**INPUTS, **OUTPUTS}.items()}
        for name, buffer in self.buffers.items():
            self.core.write(REGISTERS[name], buffer.physical_address & 0xFFFFFFFF)
            self.core.write(REGISTERS[name] + 4, buffer.physical_address >> 32)

    def run(self, *tensors):
        """Takes int8 arrays, one for each input (row-major, channels last); gives a list of int8 arrays."""
        for (name, count), tensor in zip(INPUTS.items(), tensors):
            self.buffers[name][:count] = np.asarray(tensor, np.int8).reshape(-1)
            self.buffers[name].flush()
        self.core.write(0x00, START)
        while not self.core.read(0x00) & DONE:
            pass
        for name in OUTPUTS:
            self.buffers[name].invalidate()
        return [np.array(self.buffers[name][:count]) for name, count in OUTPUTS.items()]
