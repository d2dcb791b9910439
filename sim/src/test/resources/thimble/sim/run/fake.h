/* A network that does what its second input says: the program around it is what is tested. */
#ifndef FAKE_H
#define FAKE_H

#include <stddef.h>
#include <stdint.h>

#define FAKE_ARENA_BYTES 1000
#define FAKE_ARENA_ALIGN 16
#define FAKE_LAYERS 2
#define FAKE_INPUTS 2
#define FAKE_OUTPUTS 2
#define FAKE_IN0_BYTES 8
#define FAKE_IN1_BYTES 8
#define FAKE_OUT0_TYPE int8_t
#define FAKE_OUT0_ELEMENTS 8
#define FAKE_OUT0_BYTES 8
#define FAKE_OUT1_BYTES 4

typedef struct fake_context {
    uint8_t *arena;
} fake_context;

typedef enum fake_status { FAKE_OK = 0, FAKE_REFUSED } fake_status;

fake_status fake_init(fake_context *ctx, void *arena, size_t arenaBytes);
void *fake_input(const fake_context *ctx, int i);
const void *fake_output(const fake_context *ctx, int i);
fake_status fake_run(fake_context *ctx);
const char *fake_strerror(fake_status status);
void fake_layer_begin(const fake_context *ctx, int layer);
void fake_layer_end(const fake_context *ctx, int layer, const void *output, uint32_t bytes);

#endif
