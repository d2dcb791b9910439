// Every value through a table of 256 entries: activation functions, changes of scale.
#ifndef THIMBLE_LOOKUP_HPP
#define THIMBLE_LOOKUP_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void lookup(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::out_bits>> &out,
            const signed char table[256]) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> x = in.read();
    ap_uint<K::lanes * K::out_bits> word;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      set_lane<K::out_bits>(word, l, ap_int<K::out_bits>(table[lane<K::bits>(x, l) + 128]));
    }
    out.write(word);
  }
}

} // namespace thimble

#endif
