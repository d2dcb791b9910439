<#-- @model thimble.codegen.c.NetworkCode: what calls of CMSIS-NN need -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * Some layers are computed by ARM's CMSIS-NN, whose sources are built with this project: CMSIS_NN_DIR.
 */
#ifndef ${upper}_CMSISNN_H
#define ${upper}_CMSISNN_H

#include <stddef.h>
#include <stdint.h>

#include <arm_nnfunctions.h>

/*
 * Its functions refuse arguments that they cannot compute, or want more working memory than was planned, in
 * releases other than the one that was compared: better no result than a wrong one.
 */
static inline void cmsisnn_require(int holds)
{
    if (!holds) {
#if defined(__GNUC__)
        __builtin_trap();
#else
        for (;;) {
        }
#endif
    }
}

/* Its structures have no const where nothing is written. */
static inline int32_t *cmsisnn_table(const int32_t *table)
{
    return (int32_t *)(uintptr_t)table;
}

#endif
