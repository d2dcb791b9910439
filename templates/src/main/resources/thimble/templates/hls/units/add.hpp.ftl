// Sum of two tensors: both inputs are brought to a common scale by a table, their sum is shifted back. The tables were
// chosen so that every pair of inputs gives exactly what the integer semantics ask for.
#ifndef THIMBLE_ADD_HPP
#define THIMBLE_ADD_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void add(hls::stream<ap_uint<K::lanes * K::bits>> &a, hls::stream<ap_uint<K::lanes * K::bits>> &b,
         hls::stream<ap_uint<K::lanes * K::out_bits>> &out, const int scaled_a[256], const int scaled_b[256]) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> x = a.read();
    const ap_uint<K::lanes * K::bits> y = b.read();
    ap_uint<K::lanes * K::out_bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const int first = scaled_a[lane<K::bits>(x, l) + 128];
      const int second = scaled_b[lane<K::bits>(y, l) + 128];
      int value = ((first + second) >> K::shift) + K::zero;
      value = value < K::low ? K::low : value > K::high ? K::high : value;
      set_lane<K::out_bits>(word, l, ap_int<K::out_bits>(value));
    }
    out.write(word);
  }
}

} // namespace thimble

#endif
