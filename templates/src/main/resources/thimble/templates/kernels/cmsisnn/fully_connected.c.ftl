<#-- @model thimble.targets.cmsisnn.DenseModel as k, String name, String parameters: vectors times a matrix -->
/* ${k.depth} inputs to ${k.units} units by CMSIS-NN's arm_fully_connected_wrapper_s8. */
static void ${name}(
    ${parameters})
{
<#if k.sums>
    const cmsis_nn_context context = {buffer + bufferAt, ${k.bufferBytes()}};
<#else>
    const cmsis_nn_context context = {NULL, 0};
</#if>
    const cmsis_nn_fc_params layer = {
        .input_offset = ${k.srcOffset},
        .filter_offset = 0,
        .output_offset = ${k.dstOffset},
        .activation = {${k.low}, ${k.high}},
    };
    const cmsis_nn_quant_params factors = {cmsisnn_table(multiplier), cmsisnn_table(shift), ${k.perChannel?then(1, 0)}};
    const cmsis_nn_dims from = {vectors, 1, 1, ${k.depth}};
    const cmsis_nn_dims filter = {${k.depth}, 1, 1, ${k.units}};
    const cmsis_nn_dims biases = {1, 1, 1, ${k.units}};
    const cmsis_nn_dims to = {vectors, 1, 1, ${k.units}};
    cmsisnn_require(arm_fully_connected_s8_get_buffer_size(&filter) <= context.size);
<#if k.sums>
    cmsisnn_require(
        arm_vector_sum_s8(buffer + bufferAt, ${k.depth}, ${k.units}, weight, ${k.srcOffset}, 0, bias)
        == ARM_CMSIS_NN_SUCCESS);
</#if>
    cmsisnn_require(
        arm_fully_connected_wrapper_s8(
            &context, &layer, &factors, &from, src + srcAt, &filter, weight, &biases, bias, &to, dst + dstAt)
        == ARM_CMSIS_NN_SUCCESS);
}
