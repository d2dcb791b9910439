// Sums become activations by the very arithmetic of the model's integer semantics: a 31-bit factor, rounded half away
// from zero, then a shift, rounded half away from zero again; 32-bit numbers wrap around.
//
// In:  words of `pe` sums. Out: words of `lanes` activations, `pe / lanes` for each of them.
// Tables: one entry a channel, [channel].
#ifndef THIMBLE_REQUANTIZE_HPP
#define THIMBLE_REQUANTIZE_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

inline int requantized(int x, int multiplier, int shift) {
#pragma HLS INLINE
  const int left = shift > 0 ? shift : 0;
  const int right = shift > 0 ? 0 : -shift;
  const long long product = (long long)(int)((unsigned)x << (left & 31)) * multiplier;
  const long long nudge = product >= 0 ? 1073741824LL : -1073741823LL;
  const int high = (int)((product + nudge) / 2147483648LL);
  const int mask = (int)((1LL << right) - 1);
  const int threshold = (mask >> 1) + (high < 0 ? 1 : 0);
  return (high >> right) + ((high & mask) > threshold ? 1 : 0);
}

template <class K>
void requantize(hls::stream<ap_uint<K::pe * K::sum_bits>> &in, hls::stream<ap_uint<K::lanes * K::out_bits>> &out,
                const int bias[K::channels], const int multiplier[K::channels], const signed char shift[K::channels]) {
#pragma HLS ARRAY_PARTITION variable=bias type=cyclic factor=K::lanes
#pragma HLS ARRAY_PARTITION variable=multiplier type=cyclic factor=K::lanes
#pragma HLS ARRAY_PARTITION variable=shift type=cyclic factor=K::lanes
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
      const long long sum = lane<K::sum_bits>(sums, part * K::lanes + l);
      const int scaled = requantized((int)(sum + bias[c]), multiplier[c], shift[c]);
      int value = (int)((unsigned)scaled + (unsigned)K::zero);
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
