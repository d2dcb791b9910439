// Sums of what two tables give for two tensors' values.
#ifndef THIMBLE_TABLE_SUM_HPP
#define THIMBLE_TABLE_SUM_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void table_sum(hls::stream<ap_uint<K::lanes * K::bits>> &a, hls::stream<ap_uint<K::lanes * K::bits>> &b,
               hls::stream<ap_uint<K::lanes * K::out_bits>> &out, const int scaled_a[256], const int scaled_b[256]) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> x = a.read();
    const ap_uint<K::lanes * K::bits> y = b.read();
    ap_uint<K::lanes * K::out_bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::out_bits> value = scaled_a[lane<K::bits>(x, l) + 128] + scaled_b[lane<K::bits>(y, l) + 128];
      set_lane<K::out_bits>(word, l, value);
    }
    out.write(word);
  }
}

} // namespace thimble

#endif
