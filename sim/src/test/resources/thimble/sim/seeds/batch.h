/* A network of a batch, as the batch's main sees it: whatever its schedule. */
#ifndef BATCH_H
#define BATCH_H

#include <stddef.h>
#include <stdint.h>

typedef void sink(void *user, int output, uint32_t row, const void *data);

typedef struct network {
    const char *name;
    int rounds; /* runs of each instance, one after another */
    size_t contextBytes;
    size_t arenaBytes;
    size_t arenaAlign;
    int inputs;
    const uint32_t *inBytes;
    const uint32_t *inRowBytes; /* 0 where the input stands in the arena */
    int outputs;
    const uint32_t *outBytes;
    const uint32_t *outRowBytes; /* 0 where the output stands in the arena */
    int (*init)(void *ctx, void *arena, size_t bytes);
    /* Inputs that stand in the arena. */
    void *(*input)(const void *ctx, int i);
    int (*run)(void *ctx);
    /* Inputs that come by rows: null pointers otherwise. */
    int (*wanted)(const void *ctx);
    void *(*buffer)(const void *ctx);
    int (*push)(void *ctx, int i, const void *row);
    int (*restart)(void *ctx);
    /* Outputs that go by rows: a null pointer otherwise. */
    int (*deliver)(void *ctx, sink *sink, void *user);
    const void *(*output)(const void *ctx, int i);
} network;

extern const network *const batch[];
extern const int batchSize;

#endif
