// Between the stream of the interface, whose words are `axi_bytes` bytes, and words of `lanes` values of `bits` bits.
// Every value takes a byte outside. `last` marks the end of a tensor.
#ifndef THIMBLE_EDGES_HPP
#define THIMBLE_EDGES_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include <ap_axi_sdata.h>
#include "gearbox.hpp"

namespace thimble {

template <class K>
void from_axis(hls::stream<ap_axiu<K::axi_bytes * 8, 0, 0, 0>> &in, hls::stream<ap_uint<K::lanes * K::bits>> &out) {
  gearbox<K::axi_bytes, K::lanes, K::bits> gears;
  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (gears.is_short()) {
      const ap_axiu<K::axi_bytes * 8, 0, 0, 0> beat = in.read();
      for (int l = 0; l < K::axi_bytes; l++) {
#pragma HLS UNROLL
        gears.put(l, ap_int<K::bits>(lane<8>(beat.data, l)));
      }
      gears.taken();
    }
    if (!gears.is_short()) {
      ap_uint<K::lanes * K::bits> word;
      for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
        set_lane<K::bits>(word, l, gears.get(l));
      }
      out.write(word);
      gears.given();
    }
  }
}

// What is left of the last word outside is zero.
template <class K>
void to_axis(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_axiu<K::axi_bytes * 8, 0, 0, 0>> &out) {
  gearbox<K::lanes, K::axi_bytes, 8> gears;
  int taken = 0;
  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (gears.is_short() && taken < K::words) {
      const ap_uint<K::lanes * K::bits> word = in.read();
      for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
        gears.put(l, ap_int<8>(lane<K::bits>(word, l)));
      }
      gears.taken();
      taken++;
    }
    const bool ending = taken == K::words && gears.fill <= K::axi_bytes;
    if (!gears.is_short() || ending) {
      ap_axiu<K::axi_bytes * 8, 0, 0, 0> beat;
      for (int l = 0; l < K::axi_bytes; l++) {
#pragma HLS UNROLL
        set_lane<8>(beat.data, l, l < gears.fill ? gears.get(l) : ap_int<8>(0));
      }
      beat.keep = ~0ULL;
      beat.strb = ~0ULL;
      beat.last = ending ? 1 : 0;
      out.write(beat);
      gears.given();
    }
  }
}

} // namespace thimble

#endif
