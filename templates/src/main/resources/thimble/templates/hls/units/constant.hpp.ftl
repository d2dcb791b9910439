// Values that are known, over and over.
#ifndef THIMBLE_CONSTANT_HPP
#define THIMBLE_CONSTANT_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void constant(hls::stream<ap_uint<K::lanes * K::bits>> &out, const signed char values[K::words * K::lanes]) {
#pragma HLS ARRAY_PARTITION variable=values type=cyclic factor=K::lanes
  int at = 0;
  for (int i = 0; i < K::words * K::repeats; i++) {
#pragma HLS PIPELINE II=1 style=flp
    ap_uint<K::lanes * K::bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      set_lane<K::bits>(word, l, ap_int<K::bits>(values[at * K::lanes + l]));
    }
    out.write(word);
    at = at + 1 == K::words ? 0 : at + 1;
  }
}

} // namespace thimble

#endif
