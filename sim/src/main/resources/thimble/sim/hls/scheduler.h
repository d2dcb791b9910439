// Runs the processes of a design against each other.
#ifndef THIMBLE_SCHEDULER_H
#define THIMBLE_SCHEDULER_H

#include "hls_stream.h"

#include <functional>

namespace thimble_sim {

// Adds a process; it begins with run().
void process(const char *name, std::function<void()> body);

// Runs until all processes have ended, or none can go on: prints who waits for what, and gives false.
bool run();

} // namespace thimble_sim

#endif
