<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#list code.head as line>
# ${line}
</#list>
"""Runs ${code.net} on a PYNQ board: one DMA for each tensor, named dma_<tensor> in the block design (or the only one, for both)."""
import numpy as np
from pynq import Overlay, allocate

INPUTS = {<#list code.inputs as port>"${port.name}": ${port.bytes}<#sep>, </#list>}
OUTPUTS = {<#list code.outputs as port>"${port.name}": ${port.bytes}<#sep>, </#list>}
WORD = ${code.axiBytes}


def padded(count):
    return -(-count // WORD) * WORD


class Network:
    def __init__(self, bitfile, core="${code.net}_0"):
        self.overlay = Overlay(bitfile)
        self.core = getattr(self.overlay, core)
        self.buffers = {name: allocate(padded(count), np.int8) for name, count in {**INPUTS, **OUTPUTS}.items()}

    def _dma(self, name):
        return getattr(self.overlay, "dma_" + name, None) or self.overlay.dma

    def run(self, *tensors):
        """Takes int8 arrays, one for each input (row-major, channels last); gives a list of int8 arrays."""
        for name in OUTPUTS:
            self._dma(name).recvchannel.transfer(self.buffers[name])
        self.core.write(0x00, 1)
        for (name, count), tensor in zip(INPUTS.items(), tensors):
            self.buffers[name][:count] = np.asarray(tensor, np.int8).reshape(-1)
            self._dma(name).sendchannel.transfer(self.buffers[name])
        for name in INPUTS:
            self._dma(name).sendchannel.wait()
        for name in OUTPUTS:
            self._dma(name).recvchannel.wait()
        return [np.array(self.buffers[name][:count]) for name, count in OUTPUTS.items()]
