// Takes what nobody else reads.
#ifndef THIMBLE_DRAIN_HPP
#define THIMBLE_DRAIN_HPP

#include <ap_int.h>
#include <hls_stream.h>

namespace thimble {

template <class K>
void drain(hls::stream<ap_uint<K::lanes * K::bits>> &in) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1 style=flp
    in.read();
  }
}

} // namespace thimble

#endif
