// Streams for Thimble's C simulation. Processes run as threads of one scheduler; a stream holds no more words than the
// design gives it, and blocks. A network of such processes gives the same results in whatever order they run; where none
// can go on, it has deadlocked, and the streams that everybody waits for are named.
// Outside of the scheduler (in the test bench, which calls the top function) streams are unbounded.
// Never part of a generated project, which includes the vendor's header.
#ifndef THIMBLE_HLS_STREAM_H
#define THIMBLE_HLS_STREAM_H

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace thimble_sim {

// What the scheduler knows of a stream.
struct Channel {
  const char *name = "";
  size_t depth = ~size_t(0);
  size_t fill = 0;
  size_t highest = 0;
  unsigned long long words = 0;
};

// Gives the processor to another process; the one that calls waits for a channel to get a word, or room for one.
// Does not come back from a deadlock.
typedef void (*Wait)(Channel &channel, bool for_word);

// How processes wait; null outside of the scheduler.
inline Wait &waiting() {
  static Wait wait = nullptr;
  return wait;
}

} // namespace thimble_sim

namespace hls {

template <class T> class stream {
public:
  thimble_sim::Channel channel;

  stream() {}
  explicit stream(const char *name) { channel.name = name; }
  stream(const stream &) = delete;
  stream &operator=(const stream &) = delete;

  T read() {
    while (channel.fill == 0) {
      if (thimble_sim::waiting() == nullptr) {
        std::fprintf(stderr, "stream %s: a word is read that nobody wrote\n", channel.name);
        std::exit(4);
      }
      thimble_sim::waiting()(channel, true);
    }
    const T word = ring[first];
    first = first + 1 == ring.size() ? 0 : first + 1;
    channel.fill--;
    return word;
  }

  void read(T &word) { word = read(); }

  void write(const T &word) {
    while (channel.fill >= channel.depth && thimble_sim::waiting() != nullptr) {
      thimble_sim::waiting()(channel, false);
    }
    if (channel.fill == ring.size()) {
      grow();
    }
    size_t at = first + channel.fill;
    ring[at >= ring.size() ? at - ring.size() : at] = word;
    channel.fill++;
    channel.words++;
    channel.highest = channel.fill > channel.highest ? channel.fill : channel.highest;
  }

  bool empty() const { return channel.fill == 0; }
  size_t size() const { return channel.fill; }

private:
  std::vector<T> ring;
  size_t first = 0;

  void grow() {
    std::vector<T> larger(ring.empty() ? 4 : ring.size() * 2);
    for (size_t i = 0; i < channel.fill; i++) {
      larger[i] = ring[(first + i) % ring.size()];
    }
    ring.swap(larger);
    first = 0;
  }
};

} // namespace hls

#endif
