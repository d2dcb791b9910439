// Sums become activations: `((sum + bias) * factor + offset) >> shift`, plus the zero point, within the limits. Factor,
// offset and shift of each channel were chosen so that every sum that can occur gives exactly what the integer
// semantics of the model ask for; the numbers are as short as that allows. Where the two roundings of the semantics
// show, the number is rounded once more, by `second` bits, half away from zero.
//
// In:  words of `pe` sums. Out: words of `lanes` activations, `pe / lanes` for each of them.
// Tables: one entry a channel, [channel].
#ifndef THIMBLE_RESCALE_HPP
#define THIMBLE_RESCALE_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void rescale(hls::stream<ap_uint<K::pe * K::sum_bits>> &in, hls::stream<ap_uint<K::lanes * K::out_bits>> &out,
             const int bias[K::channels], const unsigned factor[K::channels], const long long offset[K::channels],
             const unsigned char shift[K::channels], const unsigned char second[K::channels]) {
#pragma HLS ARRAY_PARTITION variable=bias type=cyclic factor=K::lanes
#pragma HLS ARRAY_PARTITION variable=factor type=cyclic factor=K::lanes
#pragma HLS ARRAY_PARTITION variable=offset type=cyclic factor=K::lanes
#pragma HLS ARRAY_PARTITION variable=shift type=cyclic factor=K::lanes
#pragma HLS ARRAY_PARTITION variable=second type=cyclic factor=K::lanes
  const int PARTS = K::pe / K::lanes;
  ap_uint<K::pe * K::sum_bits> sums = 0;
  int part = 0, channel = 0;

  for (int i = 0; i < K::pixels * (K::channels / K::lanes); i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (part == 0) {
      sums = in.read();
    }
    ap_uint<K::lanes * K::out_bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const int c = channel + l;
      ap_int<K::kept_bits> sum = saturate<K::kept_bits>(lane<K::sum_bits>(sums, part * K::lanes + l) + bias[c]);
      const ap_int<K::product_bits> product = product_of<K::fabric>((long long)sum, (long long)factor[c]) + offset[c];
      long long value = (long long)product >> shift[c];
      if (second[c] > 0) {
        value = (value + (1 << (second[c] - 1)) - (value < 0 ? 1 : 0)) >> second[c];
      }
      value += K::zero;
      value = value < K::low ? K::low : value > K::high ? K::high : value;
      set_lane<K::out_bits>(word, l, ap_int<K::out_bits>(value));
    }
    out.write(word);
    part = part + 1 == PARTS ? 0 : part + 1;
    channel = channel + K::lanes == K::channels ? 0 : channel + K::lanes;
  }
}

} // namespace thimble

#endif
