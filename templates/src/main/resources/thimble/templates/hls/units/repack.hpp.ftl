// Words of `in_lanes` become words of `out_lanes`, in the same order, each value in as many bits as the next unit takes.
#ifndef THIMBLE_REPACK_HPP
#define THIMBLE_REPACK_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "gearbox.hpp"

namespace thimble {

template <class K>
void repack(hls::stream<ap_uint<K::in_lanes * K::bits>> &in, hls::stream<ap_uint<K::out_lanes * K::out_bits>> &out) {
  gearbox<K::in_lanes, K::out_lanes, K::out_bits> gears;
  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (gears.is_short()) {
      const ap_uint<K::in_lanes * K::bits> word = in.read();
      for (int l = 0; l < K::in_lanes; l++) {
#pragma HLS UNROLL
        gears.put(l, ap_int<K::out_bits>(lane<K::bits>(word, l)));
      }
      gears.taken();
    }
    if (!gears.is_short()) {
      ap_uint<K::out_lanes * K::out_bits> word;
      for (int l = 0; l < K::out_lanes; l++) {
#pragma HLS UNROLL
        set_lane<K::out_bits>(word, l, gears.get(l));
      }
      out.write(word);
      gears.given();
    }
  }
}

} // namespace thimble

#endif
