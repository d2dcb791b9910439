<#-- @model thimble.codegen.c.ScheduleCode as schedule, inside of thimble.codegen.c.NetworkCode: a run that waits for rows -->
/*
<#list schedule.comment as line>
 *<#if line?has_content> ${line}</#if>
</#list>
 */
enum { TURNS = ${schedule.turns} };
static const ${schedule.type} order[TURNS] = {
<#list schedule.order as line>
    ${line}
</#list>
};

<#if pushes>
/* Runs until a row is wanted that is not there, or to the end; there: whether the first one is. */
static void advance(${net}_context *ctx, int there)
<#else>
/* Runs to the end. */
static void advance(${net}_context *ctx)
</#if>
{
<#if schedule.usesArena()>
    void *arena = ctx->arena;
</#if>
<#if schedule.hasCounters>
    ${schedule.counterType} *row = ctx->row;
</#if>
    uint32_t turn = ctx->turn;
    for (; turn < TURNS; turn++) {
        switch (order[turn]) {
<#list schedule.layers as case>
        case ${case.local}:
<#list case.statements as statement>
            ${statement}
</#list>
            break;
</#list>
<#list schedule.arrivals as arrival>
        case ${arrival.turn}:
            if (!there) {
                ctx->turn = turn;
                return;
            }
            there = 0;
            ${arrival.counter}++;
            break;
</#list>
<#list schedule.departures as departure>
        case ${departure.turn}:
            if (ctx->sink != NULL) {
                ctx->sink(ctx->user, ${departure.output}, (uint32_t)${departure.counter},
                    at(arena, (size_t)(${departure.place})));
            }
            ${departure.counter}++;
            break;
</#list>
        }
    }
    ctx->turn = turn;
}

static void begin(${net}_context *ctx)
{
<#if states?has_content && pushes>
    if (ctx->turn == TURNS) {
        carry(ctx);
    }
</#if>
    ctx->turn = 0;
<#if schedule.hasCounters>
    for (int i = 0; i < ${schedule.counters}; i++) {
        ctx->row[i] = 0;
    }
</#if>
<#if pushes>
    advance(ctx, 0);
<#else>
    advance(ctx);
</#if>
}

<#if pushes>
${net}_status ${net}_restart(${net}_context *ctx)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return ${upper}_ERROR_NULL;
    }
    begin(ctx);
    return ${upper}_OK;
}

void *${net}_row_buffer(const ${net}_context *ctx)
{
    if (ctx == NULL || ctx->arena == NULL || ctx->turn >= TURNS) {
        return NULL;
    }
    const ${schedule.counterType} *row = ctx->row;
    (void)row;
    switch (order[ctx->turn]) {
<#list schedule.arrivals as arrival>
    case ${arrival.turn}:
        return at(ctx->arena, (size_t)(${arrival.place}));
</#list>
    default:
        return NULL;
    }
}

<#if severalInputs>
int ${net}_wanted_input(const ${net}_context *ctx)
{
    if (ctx == NULL || ctx->arena == NULL || ctx->turn >= TURNS) {
        return -1;
    }
    switch (order[ctx->turn]) {
<#list schedule.arrivals as arrival>
    case ${arrival.turn}:
        return ${arrival.source};
</#list>
    default:
        return -1;
    }
}

${net}_status ${net}_push_rows_to(
    ${net}_context *ctx, int input, const void *rows, uint32_t count)
{
    static const uint32_t row_bytes[${upper}_INPUTS] = {
<#list inputs as port>
        ${port.rowBytes},
</#list>
    };
<#else>
${net}_status ${net}_push_rows(${net}_context *ctx, const void *rows, uint32_t count)
{
</#if>
    const unsigned char *from = rows;
    if (ctx == NULL || ctx->arena == NULL || (rows == NULL && count > 0)) {
        return ${upper}_ERROR_NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *to = ${net}_row_buffer(ctx);
        if (to == NULL) {
            return ${upper}_ERROR_TOO_MANY_ROWS;
        }
<#if severalInputs>
        if (${net}_wanted_input(ctx) != input) {
            return ${upper}_ERROR_OTHER_INPUT;
        }
        uint32_t bytes = row_bytes[input];
<#else>
        uint32_t bytes = ${upper}_IN0_ROW_BYTES;
</#if>
        if (from != to) {
            memcpy(to, from, bytes);
        }
        from += bytes;
        advance(ctx, 1);
    }
    return ctx->turn < TURNS ? ${upper}_MORE_ROWS : ${upper}_OK;
}
<#else>
${net}_status ${net}_run(${net}_context *ctx)
{
    if (ctx == NULL || ctx->arena == NULL) {
        return ${upper}_ERROR_NULL;
    }
    begin(ctx);
<#if states?has_content>
    carry(ctx);
</#if>
    return ${upper}_OK;
}
</#if>
