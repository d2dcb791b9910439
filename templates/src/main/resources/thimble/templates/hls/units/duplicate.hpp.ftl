// The same words for two readers.
#ifndef THIMBLE_DUPLICATE_HPP
#define THIMBLE_DUPLICATE_HPP

#include <ap_int.h>
#include <hls_stream.h>



namespace thimble {

template <class K>
void duplicate(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::bits>> &first,
               hls::stream<ap_uint<K::lanes * K::bits>> &second) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> word = in.read();
    first.write(word);
    second.write(word);
  }
}

} // namespace thimble

#endif
