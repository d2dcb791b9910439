// Depthwise sums of products, all taps of a window at once: every lane is a channel with a filter of its own.
//
// In:  for every pixel and fold of the channels one word of `taps` times `lanes` channels.
// Out: for every pixel and fold one word of `lanes` sums.
// Weights: [tap * lanes + lane][fold].
#ifndef THIMBLE_DEPTHWISE_TAPS_HPP
#define THIMBLE_DEPTHWISE_TAPS_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K, class W>
void depthwise_taps(hls::stream<ap_uint<K::taps * K::lanes * K::bits>> &in,
                    hls::stream<ap_uint<K::lanes * K::sum_bits>> &out, const W weights[K::taps * K::lanes][K::folds]) {
#pragma HLS ARRAY_RESHAPE variable=weights type=complete dim=1
  int fold = 0;
  for (int i = 0; i < K::pixels * K::folds; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::taps * K::lanes * K::bits> word = in.read();
    ap_uint<K::lanes * K::sum_bits> results;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      ap_int<K::sum_bits> sum = 0;
      for (int t = 0; t < K::taps; t++) {
#pragma HLS UNROLL
        const ap_int<K::weight_bits> weight = weights[t * K::lanes + l][fold];
        sum += product_of<K::fabric>(weight, lane<K::bits>(word, t * K::lanes + l));
      }
      set_lane<K::sum_bits>(results, l, sum);
    }
    out.write(results);
    fold = fold + 1 == K::folds ? 0 : fold + 1;
  }
}

} // namespace thimble

#endif
