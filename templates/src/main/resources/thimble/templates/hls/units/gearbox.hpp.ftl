// Lanes that wait between words of `IN` lanes and words of `OUT` lanes, `BITS` bits each.
#ifndef THIMBLE_GEARBOX_HPP
#define THIMBLE_GEARBOX_HPP

#include <ap_int.h>

#include "lanes.hpp"

namespace thimble {

template <int IN, int OUT, int BITS> struct gearbox {
  ap_uint<(IN + OUT) * BITS> waiting;
  int fill;

  gearbox() : waiting(0), fill(0) {}

  bool is_short() const { return fill < OUT; }

  // One lane of a word that comes in; taken() ends the word.
  void put(int l, const ap_int<BITS> &value) {
#pragma HLS INLINE
    set_lane<BITS>(waiting, fill + l, value);
  }

  void taken() {
#pragma HLS INLINE
    fill += IN;
  }

  // One lane of the word that goes out; given() ends the word.
  ap_int<BITS> get(int l) const {
#pragma HLS INLINE
    return lane<BITS>(waiting, l);
  }

  void given() {
#pragma HLS INLINE
    for (int l = 0; l < IN; l++) {
#pragma HLS UNROLL
      set_lane<BITS>(waiting, l, lane<BITS>(waiting, l + OUT));
    }
    fill -= OUT;
  }
};

} // namespace thimble

#endif
