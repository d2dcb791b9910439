// Products of matrices that both stream: the second one waits in a buffer, the first one passes it row by row.
//
// In:  a [products][rows][depth], a value a word; b [products][depth][folds] words of `pe` values.
// Out: [products][rows][folds] words of `pe` sums of products, without zero points.
#ifndef THIMBLE_MATRIX_HPP
#define THIMBLE_MATRIX_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void matrix(hls::stream<ap_uint<K::bits>> &a, hls::stream<ap_uint<K::pe * K::bits>> &b,
            hls::stream<ap_uint<K::pe * K::sum_bits>> &out) {
  const int FILLING = K::depth * K::folds;
  ap_uint<K::pe * K::bits> buffer[FILLING];
#pragma HLS DEPENDENCE variable=buffer type=inter dependent=false
  ap_uint<K::bits> line[K::depth];
#pragma HLS DEPENDENCE variable=line type=inter dependent=false
  ap_uint<K::pe * K::sum_bits> sums = 0;
  int filled = 0, row = 0, fold = 0, k = 0;
  for (int i = 0; i < K::products * (FILLING + K::rows * FILLING); i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (filled < FILLING) {
      buffer[filled] = b.read();
      filled++;
    } else {
      ap_uint<K::bits> left;
      if (fold == 0) {
        left = a.read();
        line[k] = left;
      } else {
        left = line[k];
      }
      const ap_uint<K::pe * K::bits> right = buffer[k * K::folds + fold];
      const ap_int<K::bits + 1> first = (int)lane<K::bits>(left, 0) - K::a_zero;
      for (int p = 0; p < K::pe; p++) {
#pragma HLS UNROLL
        const ap_int<K::bits + 1> second = (int)lane<K::bits>(right, p) - K::b_zero;
        const ap_int<K::sum_bits> before = k == 0 ? ap_int<K::sum_bits>(0) : lane<K::sum_bits>(sums, p);
        set_lane<K::sum_bits>(sums, p, ap_int<K::sum_bits>((long long)before + (long long)first * (long long)second));
      }
      if (++k == K::depth) {
        k = 0;
        out.write(sums);
        if (++fold == K::folds) {
          fold = 0;
          if (++row == K::rows) {
            row = 0;
            filled = 0;
          }
        }
      }
    }
  }
}

} // namespace thimble

#endif
