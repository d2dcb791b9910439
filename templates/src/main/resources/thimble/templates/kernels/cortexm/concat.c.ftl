<#-- @model thimble.targets.cortexm.ConcatModel as k, String name, String parameters: runs of several tensors by turns -->
/* Each block is a run of every source, one behind the other. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    int8_t *to = (int8_t *)dst + dstAt;
<#list k.sources as source>
    const int8_t *${source.from} = (const int8_t *)${source.name} + ${source.name}At;
</#list>
#pragma GCC unroll 1
    for (; blocks > 0; blocks--) {
<#list k.sources as source>
        dsp_copy_bytes(to, ${source.from}, ${source.run});
        ${source.from} += ${source.run};
        to += ${source.run};
</#list>
    }
}
