<#-- @model thimble.targets.cmsisnn.PoolModel as k, String name, String parameters: a pooling layer -->
/* ${k.title} over ${k.kernel.height()}x${k.kernel.width()} by CMSIS-NN's ${k.function}. */
static void ${name}(
    ${parameters})
{
<#if (k.bufferBytes > 0)>
    const cmsis_nn_context context = {buffer + bufferAt, ${k.bufferBytes}};
<#else>
    const cmsis_nn_context context = {NULL, 0};
</#if>
    const cmsis_nn_pool_params layer = {
        .stride = {${k.stride.width()}, ${k.stride.height()}},
        .padding = {${k.padding.width()}, ${k.padding.height()}},
        .activation = {-128, 127},
    };
    const cmsis_nn_dims from = {${k.from.count()}, ${k.from.height()}, ${k.from.width()}, ${k.from.channels()}};
    const cmsis_nn_dims kernel = {1, ${k.kernel.height()}, ${k.kernel.width()}, 1};
    const cmsis_nn_dims to = {${k.to.count()}, ${k.to.height()}, ${k.to.width()}, ${k.to.channels()}};
<#if (k.bufferBytes > 0)>
    cmsisnn_require(${k.function}_get_buffer_size(to.w, from.c) <= context.size);
</#if>
    cmsisnn_require(
        ${k.function}(&context, &layer, &from, src + srcAt, &kernel, &to, dst + dstAt)
        == ARM_CMSIS_NN_SUCCESS);
}
