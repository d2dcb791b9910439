// The larger, or the smaller, of two tensors' values.
#ifndef THIMBLE_EXTREME_HPP
#define THIMBLE_EXTREME_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void extreme(hls::stream<ap_uint<K::lanes * K::bits>> &a, hls::stream<ap_uint<K::lanes * K::bits>> &b,
             hls::stream<ap_uint<K::lanes * K::bits>> &out) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> x = a.read();
    const ap_uint<K::lanes * K::bits> y = b.read();
    ap_uint<K::lanes * K::bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::bits> first = lane<K::bits>(x, l);
      const ap_int<K::bits> second = lane<K::bits>(y, l);
      const ap_int<K::bits> value = (first > second) == bool(K::largest) ? first : second;
      set_lane<K::bits>(word, l, value);
    }
    out.write(word);
  }
}

} // namespace thimble

#endif
