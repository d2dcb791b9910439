<#-- @model thimble.codegen.c.NetworkCode: what a network keeps from run to run -->
<#list states as state>
/* What it begins with: <#if state.begins()>given by the model<#else>zero</#if>. */
static void first_${state?index}(void *arena)
{
<#if state.begins()>
    memcpy(at(arena, ${state.place}), ${state.first}, ${state.bytes});
<#else>
    ${state.type} *state = at(arena, ${state.place});
    for (uint32_t i = 0; i < ${state.elements}; i++) {
        state[i] = ${state.zero};
    }
</#if>
}

</#list>
/* Between two runs: what was new is old, and moves to where the older rows lay. */
static void carry(${net}_context *ctx)
{
    void *arena = ctx->arena;
<#if holds>
    /* The first runs compute what was before the sequence: some states begin behind them. */
    if (ctx->runs <= ${held}) {
        ctx->runs++;
    }
</#if>
<#list states as state>
<#if state.holds()>
    if (ctx->runs <= ${state.hold}) {
        first_${state?index}(arena);
    } else {
        memmove(at(arena, ${state.place}), at(arena, ${state.place} + ${state.shift}), ${state.bytes});
    }
<#else>
    memmove(at(arena, ${state.place}), at(arena, ${state.place} + ${state.shift}), ${state.bytes});
</#if>
</#list>
}

/* The beginning of a sequence. */
static void forget(${net}_context *ctx)
{
<#if holds>
    ctx->runs = 0;
</#if>
<#list states as state>
    first_${state?index}(ctx->arena);
</#list>
}
