// The scheduler of the C simulation: processes are threads that give way to each other where they wait for a stream.
#include "scheduler.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <ucontext.h>

namespace thimble_sim {
namespace {

const size_t STACK_BYTES = 4u << 20;

struct Process {
  const char *name;
  std::function<void()> body;
  std::unique_ptr<char[]> stack;
  ucontext_t context;
  Channel *waits = nullptr;
  bool for_word = false;
  bool done = false;
};

std::vector<std::unique_ptr<Process>> processes;
Process *running = nullptr;
ucontext_t scheduler;

void enter() {
  running->body();
  running->done = true;
  swapcontext(&running->context, &scheduler);
}

bool ready(const Process &process) {
  if (process.done) {
    return false;
  }
  if (process.waits == nullptr) {
    return true;
  }
  return process.for_word ? process.waits->fill > 0 : process.waits->fill < process.waits->depth;
}

void wait(Channel &channel, bool for_word) {
  Process *self = running;
  self->waits = &channel;
  self->for_word = for_word;
  swapcontext(&self->context, &scheduler);
  self->waits = nullptr;
}

} // namespace

void process(const char *name, std::function<void()> body) {
  std::unique_ptr<Process> one(new Process());
  one->name = name;
  one->body = std::move(body);
  one->stack.reset(new char[STACK_BYTES]);
  getcontext(&one->context);
  one->context.uc_stack.ss_sp = one->stack.get();
  one->context.uc_stack.ss_size = STACK_BYTES;
  one->context.uc_link = &scheduler;
  makecontext(&one->context, enter, 0);
  processes.push_back(std::move(one));
}

bool run() {
  bool progress = true;
  waiting() = wait;
  while (progress) {
    progress = false;
    for (auto &one : processes) {
      if (ready(*one)) {
        progress = true;
        running = one.get();
        swapcontext(&scheduler, &one->context);
        running = nullptr;
      }
    }
  }
  waiting() = nullptr;
  bool finished = true;
  for (auto &one : processes) {
    if (!one->done) {
      finished = false;
      std::printf("deadlock %s waits for %s %s (%zu of %zu words)\n", one->name,
                  one->for_word ? "a word of" : "room in", one->waits->name, one->waits->fill, one->waits->depth);
    }
  }
  processes.clear();
  return finished;
}

} // namespace thimble_sim
