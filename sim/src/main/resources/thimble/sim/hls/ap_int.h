// Arbitrary-precision integers for Thimble's C simulation: as much of the vendor's ap_int.h as generated designs use.
// Numbers of at most 64 bits have arithmetic; wider ones are words of a stream, of which ranges are read and written.
// Never part of a generated project, which includes the vendor's header.
#ifndef THIMBLE_AP_INT_H
#define THIMBLE_AP_INT_H

#include <cstdint>

template <int W> struct ap_uint;

namespace thimble_sim {

constexpr uint64_t mask(int bits) { return bits >= 64 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1; }

// Bits low..low+bits-1 of an array of words, bits <= 64.
inline uint64_t extract(const uint64_t *words, int low, int bits) {
  const int at = low / 64;
  const int shift = low % 64;
  uint64_t value = words[at] >> shift;
  if (shift + bits > 64) {
    value |= words[at + 1] << (64 - shift);
  }
  return value & mask(bits);
}

inline void deposit(uint64_t *words, int low, int bits, uint64_t value) {
  const int at = low / 64;
  const int shift = low % 64;
  value &= mask(bits);
  words[at] = (words[at] & ~(mask(bits) << shift)) | value << shift;
  if (shift + bits > 64) {
    const int rest = 64 - shift;
    words[at + 1] = (words[at + 1] & ~(mask(bits) >> rest)) | value >> rest;
  }
}

} // namespace thimble_sim

// A range of bits of a word, to be read or written.
struct ap_range {
  uint64_t *words;
  int low;
  int bits;

  ap_range &operator=(long long value) {
    thimble_sim::deposit(words, low, bits, uint64_t(value));
    return *this;
  }
  ap_range &operator=(const ap_range &other) { return copy(other); }
  template <int W> ap_range &operator=(const ap_uint<W> &value);

  operator uint64_t() const { return thimble_sim::extract(words, low, bits); }

private:
  ap_range &copy(const ap_range &other) {
    for (int at = 0; at < bits; at += 64) {
      const int part = bits - at < 64 ? bits - at : 64;
      const uint64_t value = at < other.bits ? thimble_sim::extract(other.words, other.low + at, part) : 0;
      thimble_sim::deposit(words, low + at, part, value);
    }
    return *this;
  }
};

// Signed, two's complement, 1 to 64 bits; assignment wraps.
template <int W> struct ap_int {
  static_assert(W >= 1 && W <= 64, "the simulation computes with at most 64 bits");
  int64_t value;

  constexpr ap_int() : value(0) {}
  constexpr ap_int(long long number) : value(wrap(number)) {}
  constexpr ap_int(const ap_int &) = default;
  template <int V> constexpr ap_int(const ap_int<V> &other) : value(wrap(other.value)) {}
  ap_int(const ap_range &range) : value(wrap(int64_t(uint64_t(range)))) {}
  ap_int &operator=(const ap_int &) = default;

  constexpr operator long long() const { return value; }
  ap_int &operator+=(long long other) { return *this = ap_int(value + other); }

private:
  static constexpr int64_t wrap(int64_t number) {
    return W == 64 ? number : int64_t(uint64_t(number) << (64 - W)) >> (64 - W);
  }
};

// Unsigned, any width.
template <int W> struct ap_uint {
  static const int count = (W + 63) / 64;
  uint64_t words[count];

  ap_uint() : words() {}
  ap_uint(unsigned long long number) : words() { words[0] = number & thimble_sim::mask(W); }
  ap_uint(const ap_uint &) = default;
  template <int V> ap_uint(const ap_uint<V> &other) : words() { range(W - 1, 0) = const_cast<ap_uint<V> &>(other).range(V - 1, 0); }
  ap_uint(const ap_range &source) : words() { range(W - 1, 0) = source; }
  ap_uint &operator=(const ap_uint &) = default;

  ap_range range(int high, int low) { return ap_range{words, low, high - low + 1}; }
  ap_range range(int high, int low) const { return ap_range{const_cast<uint64_t *>(words), low, high - low + 1}; }

  operator unsigned long long() const {
    static_assert(W <= 64, "a word of more than 64 bits is no number here");
    return words[0];
  }
};

template <int W> ap_range &ap_range::operator=(const ap_uint<W> &value) {
  return copy(ap_range{const_cast<uint64_t *>(value.words), 0, W});
}

#endif
