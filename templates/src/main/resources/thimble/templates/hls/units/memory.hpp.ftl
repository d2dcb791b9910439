// Between memory, which is read and written in words of `axi_bytes` bytes one after another, and words of `lanes` values of
// `bits` bits. Every value takes a byte in memory.
#ifndef THIMBLE_MEMORY_HPP
#define THIMBLE_MEMORY_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "gearbox.hpp"

namespace thimble {

// All words of a tensor: a loop of nothing else becomes one long burst.
template <class K>
void read_memory(const ap_uint<K::axi_bytes * 8> *memory, hls::stream<ap_uint<K::axi_bytes * 8>> &out) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1
    out.write(memory[i]);
  }
}

template <class K>
void write_memory(hls::stream<ap_uint<K::axi_bytes * 8>> &in, ap_uint<K::axi_bytes * 8> *memory) {
  for (int i = 0; i < K::words; i++) {
#pragma HLS PIPELINE II=1
    memory[i] = in.read();
  }
}

template <class K>
void from_words(hls::stream<ap_uint<K::axi_bytes * 8>> &in, hls::stream<ap_uint<K::lanes * K::bits>> &out) {
  gearbox<K::axi_bytes, K::lanes, K::bits> gears;
  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    if (gears.is_short()) {
      const ap_uint<K::axi_bytes * 8> beat = in.read();
      for (int l = 0; l < K::axi_bytes; l++) {
#pragma HLS UNROLL
        gears.put(l, ap_int<K::bits>(lane<8>(beat, l)));
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
void to_words(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::axi_bytes * 8>> &out) {
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
      ap_uint<K::axi_bytes * 8> beat;
      for (int l = 0; l < K::axi_bytes; l++) {
#pragma HLS UNROLL
        set_lane<8>(beat, l, l < gears.fill ? gears.get(l) : ap_int<8>(0));
      }
      out.write(beat);
      gears.given();
    }
  }
}

} // namespace thimble

#endif
