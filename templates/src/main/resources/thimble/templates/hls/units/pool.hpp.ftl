// Largest value, or sum, of the taps of a window; every lane is a channel.
//
// In:  for every pixel and fold of the channels `taps` words. Out: for every pixel and fold one word.
#ifndef THIMBLE_POOL_HPP
#define THIMBLE_POOL_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void pool(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::out_bits>> &out) {
  ap_int<K::out_bits> values[K::lanes];
#pragma HLS ARRAY_PARTITION variable=values type=complete
  for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
    values[l] = 0;
  }
  int tap = 0;

  for (int i = 0; i < K::pixels * K::folds * K::taps; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> word = in.read();
    ap_uint<K::lanes * K::out_bits> results;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::out_bits> one = lane<K::bits>(word, l);
      if (tap == 0) {
        values[l] = one;
      } else if (K::sums) {
        values[l] += one;
      } else if (one > values[l]) {
        values[l] = one;
      }
      set_lane<K::out_bits>(results, l, values[l]);
    }
    if (tap == K::taps - 1) {
      out.write(results);
    }
    tap = tap == K::taps - 1 ? 0 : tap + 1;
  }
}

} // namespace thimble

#endif
