#include "fake_layers.h"

const fake_layer fake_layers[2] = {{"the loop", "loop", 16, 8, 0}, {"act", "act", 24, 4, 0}};
