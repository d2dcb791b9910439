<#-- @model thimble.targets.cmsisnn.ElementwiseModel as k, String name, String parameters: a sum or product of two operands -->
/* Elementwise by CMSIS-NN's arm_elementwise_${k.operation}_s8. */
static void ${name}(
    ${parameters})
{
    cmsisnn_require(
        arm_elementwise_${k.operation}_s8(
            src + srcAt, src1 + src1At, <#list k.before as number>${number}, </#list>
            dst + dstAt, <#list k.after as number>${number}, </#list>${k.count})
        == ARM_CMSIS_NN_SUCCESS);
}
