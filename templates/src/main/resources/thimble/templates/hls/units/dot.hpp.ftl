// Sums of products of a window with `pe` filters at once, `simd` channels a cycle: convolution and fully connected.
//
// In:  for every pixel and group `depth` words of `simd` lanes; the words wait in a buffer while the other filters use them.
// Out: for every pixel, group and fold of the filters one word of `pe` sums.
// Weights: [pe][(group * folds + fold) * depth + step], the bits of `simd` weights, lane 0 lowest.
#ifndef THIMBLE_DOT_HPP
#define THIMBLE_DOT_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K, class W>
void dot(hls::stream<ap_uint<K::simd * K::bits>> &in, hls::stream<ap_uint<K::pe * K::sum_bits>> &out,
         const W weights[K::pe][K::groups * K::folds * K::depth * K::chunks]) {
#pragma HLS ARRAY_RESHAPE variable=weights type=complete dim=1
#pragma HLS ARRAY_RESHAPE variable=weights type=cyclic factor=K::chunks dim=2
  typedef ap_uint<K::simd * K::bits> word_t;
  word_t waiting[K::depth];
  ap_int<K::sum_bits> sums[K::pe];
#pragma HLS ARRAY_PARTITION variable=sums type=complete
  for (int p = 0; p < K::pe; p++) {
#pragma HLS UNROLL
    sums[p] = 0;
  }
  int step = 0, fold = 0, row = 0;

  for (int i = 0; i < K::pixels * K::groups * K::folds * K::depth; i++) {
#pragma HLS PIPELINE II=1 style=flp
    word_t word;
    if (fold == 0) {
      word = in.read();
      waiting[step] = word;
    } else {
      word = waiting[step];
    }
    const bool last = step == K::depth - 1;
    ap_uint<K::pe * K::sum_bits> results;
    for (int p = 0; p < K::pe; p += K::packed) {
#pragma HLS UNROLL
      const int some = K::pe - p < K::packed ? K::pe - p : K::packed; // filters that share multiplications
      ap_int<K::sum_bits> part[K::packed];
#pragma HLS ARRAY_PARTITION variable=part type=complete
      for (int k = 0; k < some; k++) {
#pragma HLS UNROLL
        part[k] = step == 0 ? ap_int<K::sum_bits>(0) : sums[p + k];
      }
      for (int l = 0; l < K::simd; l++) {
#pragma HLS UNROLL
        // Weights never straddle two chunks.
        const int per = K::simd / K::chunks;
        long long factor = 0;
        for (int k = some - 1; k >= 0; k--) {
#pragma HLS UNROLL
          const ap_uint<64> chunk = weights[p + k][row * K::chunks + l / per];
          factor = factor * (1LL << K::field) + lane<K::weight_bits>(chunk, l % per);
        }
        // One multiplication; its fields are the products, each less one where the one below is negative.
        const ap_int<K::factor_bits> packed = factor;
        const long long x = lane<K::bits>(word, l);
        long long products = some == 1 ? product_of<K::fabric>(packed, x) : (long long)packed * x;
        for (int k = 0; k < some; k++) {
#pragma HLS UNROLL
          const ap_int<K::field> product = products;
          products = (products >> K::field) + (product < 0 ? 1 : 0);
          part[k] += product;
        }
      }
      for (int k = 0; k < some; k++) {
#pragma HLS UNROLL
        sums[p + k] = part[k];
        set_lane<K::sum_bits>(results, p + k, part[k]);
      }
    }
    if (last) {
      out.write(results);
    }

    row = row + 1 == K::groups * K::folds * K::depth ? 0 : row + 1;
    step = last ? 0 : step + 1;
    if (last) {
      fold = fold + 1 == K::folds ? 0 : fold + 1;
    }
  }
}

} // namespace thimble

#endif
