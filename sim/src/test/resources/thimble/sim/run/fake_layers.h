#ifndef FAKE_LAYERS_H
#define FAKE_LAYERS_H

#include <stdint.h>

typedef struct fake_layer {
    const char *name;
    const char *op;
    uint32_t outputOffset;
    uint32_t outputBytes;
    uint64_t macs;
} fake_layer;

extern const fake_layer fake_layers[2];

#endif
