// Softmax over `depth` values: `2^out_bits e^(x - max) / sum`, rounded, plus the zero point. The table holds
// `2^30 e^(-d S)` for the distance d to the largest value; the quotient comes a bit a cycle.
#ifndef THIMBLE_SOFTMAX_HPP
#define THIMBLE_SOFTMAX_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void softmax(hls::stream<ap_uint<K::bits>> &in, hls::stream<ap_uint<K::out_bits>> &out, const unsigned exponential[256]) {
  ap_int<K::bits> values[K::depth];
  for (int pixel = 0; pixel < K::pixels; pixel++) {
    ap_int<K::bits> largest = 0;
    for (int d = 0; d < K::depth; d++) {
#pragma HLS PIPELINE II=1 style=flp
      const ap_uint<K::bits> word = in.read();
      const ap_int<K::bits> value = lane<K::bits>(word, 0);
      values[d] = value;
      largest = d == 0 || value > largest ? value : largest;
    }
    long long sum = 0;
    for (int d = 0; d < K::depth; d++) {
#pragma HLS PIPELINE II=1 style=flp
      sum += exponential[largest - values[d]];
    }
    int d = 0, bit = 0, quotient = 0;
    long long rest = 0;
    for (int i = 0; i < K::depth * (K::fraction_bits + 1); i++) {
#pragma HLS PIPELINE II=1 style=flp
      rest = bit == 0 ? (long long)exponential[largest - values[d]] : rest + rest;
      quotient = bit == 0 ? 0 : quotient + quotient;
      if (rest >= sum) {
        rest -= sum;
        quotient++;
      }
      if (bit == K::fraction_bits) {
        int value = quotient + (rest + rest >= sum ? 1 : 0) + K::zero;
        value = value < -128 ? -128 : value > 127 ? 127 : value;
        ap_uint<K::out_bits> word;
        set_lane<K::out_bits>(word, 0, ap_int<K::out_bits>(value));
        out.write(word);
        bit = 0;
        d++;
      } else {
        bit++;
      }
    }
  }
}

} // namespace thimble

#endif
