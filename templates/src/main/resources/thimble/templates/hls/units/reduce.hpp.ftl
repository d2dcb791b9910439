// Sums, largest or smallest values along axes of a tensor.
//
// In:  [blocks][outer][kept][inner][folds] words. Out: [blocks][kept][folds] words.
#ifndef THIMBLE_REDUCE_HPP
#define THIMBLE_REDUCE_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void reduce(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::out_bits>> &out) {
  typedef ap_uint<K::lanes * K::out_bits> word_t;
  word_t results[K::kept * K::folds];
  word_t latest = 0; // what the previous iteration stored: one cell may come every cycle
  int outer = 0, kept = 0, inner = 0, fold = 0;
  for (int i = 0; i < K::blocks * K::outer * K::kept * K::inner * K::folds; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const ap_uint<K::lanes * K::bits> word = in.read();
    const bool first = outer == 0 && inner == 0;
    const int at = kept * K::folds + fold;
    word_t before = 0;
    if (!first) {
      before = K::kept * K::folds == 1 ? latest : results[at];
    }
    word_t after = 0;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::out_bits> one = lane<K::bits>(word, l);
      ap_int<K::out_bits> value = lane<K::out_bits>(before, l);
      if (first) {
        value = one;
      } else if (K::kind == 0) {
        value += one;
      } else if (K::kind == 1 ? one > value : one < value) {
        value = one;
      }
      set_lane<K::out_bits>(after, l, value);
    }
    latest = after;
    results[at] = after;
    if (outer == K::outer - 1 && inner == K::inner - 1) {
      out.write(after);
    }
    if (++fold == K::folds) {
      fold = 0;
      if (++inner == K::inner) {
        inner = 0;
        if (++kept == K::kept) {
          kept = 0;
          if (++outer == K::outer) {
            outer = 0;
          }
        }
      }
    }
  }
}

} // namespace thimble

#endif
