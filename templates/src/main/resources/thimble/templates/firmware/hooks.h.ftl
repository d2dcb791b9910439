<#-- @model thimble.codegen.firmware.MainText: what the program does around every layer -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * With -DTHIMBLE_PROFILE=1 every layer is measured, with -DTHIMBLE_TRACE=1 its first output goes to
 * trace.bin, row by row where layers run interleaved. Otherwise nothing here does anything, and the network's own hooks stay empty.
 */
#ifndef HOOKS_H
#define HOOKS_H

#include <stdint.h>

#ifndef THIMBLE_PROFILE
#define THIMBLE_PROFILE 0
#endif
#ifndef THIMBLE_TRACE
#define THIMBLE_TRACE 0
#endif

#if THIMBLE_PROFILE || THIMBLE_TRACE

void hooks_start(void);
void hooks_finish(uint32_t inferences);

/* What the hooks themselves cost in one inference. */
uint64_t hooks_units(uint32_t inferences);

#else

static inline void hooks_start(void)
{
}

static inline void hooks_finish(uint32_t inferences)
{
    (void)inferences;
}

static inline uint64_t hooks_units(uint32_t inferences)
{
    (void)inferences;
    return 0;
}

#endif

#endif
