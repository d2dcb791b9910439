// Weighted sums of the words of a few runs one after another.
//
// In:  [turns][taps][run] words. Out: [turns][run] words: sum over taps of (x - zero) * weights[turn % period][tap], as it is
// or rounded to the nearest, halves away from zero.
#ifndef THIMBLE_WEIGH_HPP
#define THIMBLE_WEIGH_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void weigh(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::out_bits>> &out,
           const int weights[K::period * K::taps]) {
  typedef ap_uint<K::lanes * K::sum_bits> sums_t;
  sums_t sums[K::run];
  sums_t latest = 0; // what the previous iteration stored: one cell may come every cycle
  int turn = 0, tap = 0, at = 0;
  for (int i = 0; i < K::turns * K::taps * K::run; i++) {
#pragma HLS PIPELINE II=1 style=flp
#pragma HLS DEPENDENCE variable=sums type=inter dependent=false
    const ap_uint<K::lanes * K::bits> word = in.read();
    const long long weight = weights[turn * K::taps + tap];
    sums_t before = 0;
    if (tap != 0) {
      before = K::run == 1 ? latest : sums[at];
    }
    sums_t after = 0;
    ap_uint<K::lanes * K::out_bits> results = 0;
    for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
      const ap_int<K::bits + 1> value = (long long)lane<K::bits>(word, l) - K::zero;
      const long long sum = (long long)lane<K::sum_bits>(before, l) + (long long)value * weight;
      set_lane<K::sum_bits>(after, l, ap_int<K::sum_bits>(sum));
      const long long half = (1LL << K::rounded) >> 1;
      const long long nearest = sum < 0 ? -((half - sum) >> K::rounded) : (sum + half) >> K::rounded;
      set_lane<K::out_bits>(results, l, saturate<K::out_bits>(K::rounded > 0 ? nearest + K::out_zero : sum));
    }
    latest = after;
    sums[at] = after;
    if (tap == K::taps - 1) {
      out.write(results);
    }
    if (++at == K::run) {
      at = 0;
      if (++tap == K::taps) {
        tap = 0;
        if (++turn == K::period) {
          turn = 0;
        }
      }
    }
  }
}

} // namespace thimble

#endif
