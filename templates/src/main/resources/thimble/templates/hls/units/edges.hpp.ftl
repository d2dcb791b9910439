// Between the stream of the interface, whose words are `axi_bytes` bytes, and words of `lanes` values of `bits` bits.
// Every value takes a byte outside. `last` marks the end of a tensor.
#ifndef THIMBLE_EDGES_HPP
#define THIMBLE_EDGES_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include <ap_axi_sdata.h>
#include "lanes.hpp"

namespace thimble {

template <class K>
void from_axis(hls::stream<ap_axiu<K::axi_bytes * 8, 0, 0, 0>> &in, hls::stream<ap_uint<K::lanes * K::bits>> &out) {
  ap_uint<(K::axi_bytes + K::lanes) * K::bits> waiting = 0;
  int fill = 0;
  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (fill < K::lanes) {
      const ap_axiu<K::axi_bytes * 8, 0, 0, 0> beat = in.read();
      for (int l = 0; l < K::axi_bytes; l++) {
#pragma HLS UNROLL
        set_lane<K::bits>(waiting, fill + l, ap_int<K::bits>(lane<8>(beat.data, l)));
      }
      fill += K::axi_bytes;
    }
    if (fill >= K::lanes) {
      ap_uint<K::lanes * K::bits> word;
      for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
        set_lane<K::bits>(word, l, lane<K::bits>(waiting, l));
      }
      out.write(word);
      for (int l = 0; l < K::axi_bytes; l++) {
#pragma HLS UNROLL
        set_lane<K::bits>(waiting, l, lane<K::bits>(waiting, l + K::lanes));
      }
      fill -= K::lanes;
    }
  }
}

template <class K>
void to_axis(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_axiu<K::axi_bytes * 8, 0, 0, 0>> &out) {
  ap_uint<(K::axi_bytes + K::lanes) * 8> waiting = 0;
  int fill = 0, taken = 0;
  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (fill < K::axi_bytes && taken < K::words) {
      const ap_uint<K::lanes * K::bits> word = in.read();
      for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
        set_lane<8>(waiting, fill + l, ap_int<8>(lane<K::bits>(word, l)));
      }
      fill += K::lanes;
      taken++;
    }
    const bool ending = taken == K::words && fill <= K::axi_bytes;
    if (fill >= K::axi_bytes || ending) {
      ap_axiu<K::axi_bytes * 8, 0, 0, 0> beat;
      for (int l = 0; l < K::axi_bytes; l++) {
#pragma HLS UNROLL
        set_lane<8>(beat.data, l, l < fill ? lane<8>(waiting, l) : ap_int<8>(0));
      }
      beat.keep = ~0ULL;
      beat.strb = ~0ULL;
      beat.last = ending ? 1 : 0;
      out.write(beat);
      for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
        set_lane<8>(waiting, l, lane<8>(waiting, l + K::axi_bytes));
      }
      fill -= K::axi_bytes;
    }
  }
}

} // namespace thimble

#endif
