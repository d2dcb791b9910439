<#-- @model thimble.targets.cmsisnn.WindowModel as k, String name, String parameters: a convolution or depthwise convolution -->
/* ${k.filter.height()}x${k.filter.width()} by CMSIS-NN's arm_${k.layer()}_wrapper_s8. */
static void ${name}(
    ${parameters})
{
<#if (k.bufferBytes > 0)>
    const cmsis_nn_context context = {buffer + bufferAt, ${k.bufferBytes}};
<#else>
    const cmsis_nn_context context = {NULL, 0};
</#if>
    const ${k.parametersType()} layer = {
        .input_offset = ${k.srcOffset},
        .output_offset = ${k.dstOffset},
<#if k.depthwise>
        .ch_mult = ${k.multiplier},
</#if>
        .stride = {${k.stride.width()}, ${k.stride.height()}},
        .padding = {${k.padding.width()}, ${k.padding.height()}},
        .dilation = {${k.dilation.width()}, ${k.dilation.height()}},
        .activation = {${k.low}, ${k.high}},
    };
    const cmsis_nn_per_channel_quant_params factors = {cmsisnn_table(multiplier), cmsisnn_table(shift)};
<#if k.rows>
    const cmsis_nn_dims from = {1, 1, pixels, ${k.from.channels()}};
    const cmsis_nn_dims to = {1, 1, pixels, ${k.to.channels()}};
<#else>
    const cmsis_nn_dims from = {${k.from.count()}, ${k.from.height()}, ${k.from.width()}, ${k.from.channels()}};
    const cmsis_nn_dims to = {${k.to.count()}, ${k.to.height()}, ${k.to.width()}, ${k.to.channels()}};
</#if>
    const cmsis_nn_dims filter = {${k.filter.count()}, ${k.filter.height()}, ${k.filter.width()}, ${k.filter.channels()}};
    const cmsis_nn_dims biases = {1, 1, 1, to.c};
    cmsisnn_require(arm_${k.layer()}_wrapper_s8_get_buffer_size(&layer, &from, &filter, &to) <= context.size);
    cmsisnn_require(
        arm_${k.layer()}_wrapper_s8(
            &context, &layer, &factors, &from, src + srcAt, &filter, weight, &biases, bias, &to, dst + dstAt)
        == ARM_CMSIS_NN_SUCCESS);
}
