// Products of two tensors, without their zero points.
#ifndef THIMBLE_MULTIPLY_HPP
#define THIMBLE_MULTIPLY_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void multiply(hls::stream<ap_uint<K::lanes * K::bits>> &a, hls::stream<ap_uint<K::lanes * K::bits>> &b,
              hls::stream<ap_uint<K::lanes * K::out_bits>> &out) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> x = a.read();
    const ap_uint<K::lanes * K::bits> y = b.read();
    ap_uint<K::lanes * K::out_bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::bits + 1> first = lane<K::bits>(x, l) - K::zero_a;
      const ap_int<K::bits + 1> second = lane<K::bits>(y, l) - K::zero_b;
      const ap_int<K::out_bits> value = first * second;
      set_lane<K::out_bits>(word, l, value);
    }
    out.write(word);
  }
}

} // namespace thimble

#endif
