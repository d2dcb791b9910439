// Depthwise sums of products: every lane is a channel with a filter of its own.
//
// In:  for every pixel and fold of the channels `taps` words of `lanes` channels.
// Out: for every pixel and fold one word of `lanes` sums.
// Weights: [lane][fold * taps + tap].
#ifndef THIMBLE_DEPTHWISE_HPP
#define THIMBLE_DEPTHWISE_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K, class W>
void depthwise(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::sum_bits>> &out,
               const W weights[K::lanes][K::folds * K::taps]) {
#pragma HLS ARRAY_RESHAPE variable=weights type=complete dim=1
  ap_int<K::sum_bits> sums[K::lanes];
#pragma HLS ARRAY_PARTITION variable=sums type=complete
  for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
    sums[l] = 0;
  }
  int tap = 0, row = 0;

  for (int i = 0; i < K::pixels * K::folds * K::taps; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> word = in.read();
    const bool last = tap == K::taps - 1;
    ap_uint<K::lanes * K::sum_bits> results;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::weight_bits> weight = weights[l][row];
      ap_int<K::sum_bits> sum = tap == 0 ? ap_int<K::sum_bits>(0) : sums[l];
      sum += product_of<K::fabric>(weight, lane<K::bits>(word, l));
      sums[l] = sum;
      set_lane<K::sum_bits>(results, l, sum);
    }
    if (last) {
      out.write(results);
    }
    tap = last ? 0 : tap + 1;
    row = row + 1 == K::folds * K::taps ? 0 : row + 1;
  }
}

} // namespace thimble

#endif
