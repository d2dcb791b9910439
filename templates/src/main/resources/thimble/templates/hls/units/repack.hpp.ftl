// Words of `in_lanes` become words of `out_lanes`, in the same order.
#ifndef THIMBLE_REPACK_HPP
#define THIMBLE_REPACK_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void repack(hls::stream<ap_uint<K::in_lanes * K::bits>> &in, hls::stream<ap_uint<K::out_lanes * K::bits>> &out) {
  ap_uint<(K::in_lanes + K::out_lanes) * K::bits> waiting = 0;
  int fill = 0;

  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (fill < K::out_lanes) {
      const ap_uint<K::in_lanes * K::bits> word = in.read();
      for (int l = 0; l < K::in_lanes; l++) {
#pragma HLS UNROLL
        set_lane<K::bits>(waiting, fill + l, lane<K::bits>(word, l));
      }
      fill += K::in_lanes;
    }
    if (fill >= K::out_lanes) {
      ap_uint<K::out_lanes * K::bits> word;
      for (int l = 0; l < K::out_lanes; l++) {
#pragma HLS UNROLL
        set_lane<K::bits>(word, l, lane<K::bits>(waiting, l));
      }
      out.write(word);
      for (int l = 0; l < K::in_lanes; l++) {
#pragma HLS UNROLL
        set_lane<K::bits>(waiting, l, lane<K::bits>(waiting, l + K::out_lanes));
      }
      fill -= K::out_lanes;
    }
  }
}

} // namespace thimble

#endif
