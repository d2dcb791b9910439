// Sums of windows become means: `((sum + bias) * factor + offset) >> shift`. How many cells count differs at the borders,
// so the numbers depend on the kind of window: of its row and of its column.
#ifndef THIMBLE_AVERAGE_HPP
#define THIMBLE_AVERAGE_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void average(hls::stream<ap_uint<K::lanes * K::sum_bits>> &in, hls::stream<ap_uint<K::lanes * K::out_bits>> &out,
             const unsigned short row_kind[K::height], const unsigned short column_kind[K::width],
             const int bias[K::kinds], const unsigned factor[K::kinds], const long long offset[K::kinds],
             const unsigned char shift[K::kinds]) {
  int y = 0, x = 0, fold = 0;
  for (int i = 0; i < K::images * K::height * K::width * K::folds; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const int kind = row_kind[y] * K::column_kinds + column_kind[x];
    const ap_uint<K::lanes * K::sum_bits> sums = in.read();
    ap_uint<K::lanes * K::out_bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::kept_bits> sum = saturate<K::kept_bits>(lane<K::sum_bits>(sums, l) + bias[kind]);
      const ap_int<K::product_bits> product = (long long)sum * (long long)factor[kind] + offset[kind];
      set_lane<K::out_bits>(word, l, saturate<K::out_bits>((long long)product >> shift[kind]));
    }
    out.write(word);
    if (++fold == K::folds) {
      fold = 0;
      if (++x == K::width) {
        x = 0;
        if (++y == K::height) {
          y = 0;
        }
      }
    }
  }
}

} // namespace thimble

#endif
