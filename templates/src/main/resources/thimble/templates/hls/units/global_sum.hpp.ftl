// Sum of every channel over a whole image.
//
// In:  `pixels` times `folds` words. Out: `folds` words of sums.
#ifndef THIMBLE_GLOBAL_SUM_HPP
#define THIMBLE_GLOBAL_SUM_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void global_sum(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::sum_bits>> &out) {
  ap_uint<K::lanes * K::sum_bits> sums[K::folds];
  int pixel = 0, fold = 0;

  for (int i = 0; i < K::pixels * K::folds; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> word = in.read();
    const ap_uint<K::lanes * K::sum_bits> before = sums[fold];
    ap_uint<K::lanes * K::sum_bits> after;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      ap_int<K::sum_bits> sum = pixel == 0 ? ap_int<K::sum_bits>(0) : lane<K::sum_bits>(before, l);
      sum += lane<K::bits>(word, l);
      set_lane<K::sum_bits>(after, l, sum);
    }
    sums[fold] = after;
    if (pixel == K::pixels - 1) {
      out.write(after);
    }
    if (++fold == K::folds) {
      fold = 0;
      pixel++;
    }
  }
}

} // namespace thimble

#endif
