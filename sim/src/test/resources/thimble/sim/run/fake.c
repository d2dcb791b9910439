#include "fake.h"

#include <string.h>

enum {
    COUNT,
    TOUCH,
    TOUCH_OUTSIDE,
    READ_UNWRITTEN,
    USE_STACK,
    READ_NOWHERE,
    REFUSE,
    UNDEFINED,
    SMALL_FLOATS
};

static const volatile int8_t fake_table[8]
    __attribute__((section(".rodata.fake_weights"), aligned(4))) = {1, 2, 3, 4, 9, 6, 7, 8};

__attribute__((weak)) void fake_layer_begin(const fake_context *ctx, int layer)
{
    (void)ctx;
    (void)layer;
}

__attribute__((weak)) void fake_layer_end(
    const fake_context *ctx, int layer, const void *output, uint32_t bytes)
{
    (void)ctx;
    (void)layer;
    (void)output;
    (void)bytes;
}

fake_status fake_init(fake_context *ctx, void *arena, size_t arenaBytes)
{
    ctx->arena = arena;
    return arenaBytes < FAKE_ARENA_BYTES ? FAKE_REFUSED : FAKE_OK;
}

void *fake_input(const fake_context *ctx, int i)
{
    return ctx->arena + 8 * i;
}

const void *fake_output(const fake_context *ctx, int i)
{
    return ctx->arena + 16 + 8 * i;
}

const char *fake_strerror(fake_status status)
{
    return status == FAKE_OK ? "no error" : "refused";
}

/* Ten instructions a turn. */
__attribute__((noinline)) static void turn(uint32_t turns)
{
#ifdef __arm__
    __asm__ volatile(".syntax unified\n 1:\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n nop\n subs %0, %0, #1\n bne 1b\n"
                     : "+l"(turns)
                     :
                     : "cc");
#else
    (void)turns;
#endif
}

/* Writes so many bytes of stack. */
__attribute__((noinline)) static void use_stack(uint32_t bytes)
{
#ifdef __arm__
    __asm__ volatile(".syntax unified\n mov r1, sp\n 1:\n push {r1}\n subs %0, %0, #4\n bne 1b\n mov sp, r1\n"
                     : "+l"(bytes)
                     :
                     : "r1", "cc", "memory");
#else
    (void)bytes;
#endif
}

/* A loop that compilers like to turn into vector instructions. */
__attribute__((noinline)) static void multiply(
    float *restrict product, const float *restrict a, float b)
{
    for (int i = 0; i < 16; i++) {
        product[i] = a[i] * b;
    }
}

fake_status fake_run(fake_context *ctx)
{
    uint32_t action[2];
    memcpy(action, ctx->arena + 8, sizeof action);
    const uint32_t amount = action[1];
    uint32_t result = amount;

    fake_layer_begin(ctx, 0);
    if (action[0] == COUNT) {
        turn(amount);
    }
    for (int i = 0; i < 8; i++) {
        ctx->arena[16 + i] = (uint8_t)(ctx->arena[7 - i] + fake_table[i]);
    }
    fake_layer_end(ctx, 0, ctx->arena + 16, 8);

    fake_layer_begin(ctx, 1);
    switch (action[0]) {
    case TOUCH:
        /* The first paint is not seen as a change, the second is. */
        ctx->arena[amount] = 0xA5;
        break;
    case TOUCH_OUTSIDE:
        ctx->arena[FAKE_ARENA_BYTES] = 1;
        break;
    case READ_UNWRITTEN:
        result = ctx->arena[amount];
        break;
    case USE_STACK:
        use_stack(amount);
        break;
    case READ_NOWHERE:
        result = *(volatile uint32_t *)(uintptr_t)amount;
        break;
    case REFUSE:
        return FAKE_REFUSED;
    case SMALL_FLOATS:
        for (int i = 0; i < 16; i++) {
            ((float *)(void *)(ctx->arena + 64))[i] = 1.0e-20f * (float)(i + 1);
        }
        multiply((float *)(void *)(ctx->arena + 128), (const float *)(const void *)(ctx->arena + 64),
                 1.0e-20f);
        memcpy(&result, ctx->arena + 128 + 4 * amount, sizeof result);
        break;
    case UNDEFINED:
        __builtin_trap();
    default:
        break;
    }
    memcpy(ctx->arena + 24, &result, sizeof result);
    fake_layer_end(ctx, 1, ctx->arena + 24, 4);
    return FAKE_OK;
}
