// Elements in another order, some left out, repeated or padded: slices, transpositions, shuffles of channels, padding,
// nearest neighbours. Words wait in a ring from the outermost turn that reads them first to the one that reads them last.
//
// In:  `words` words. Out: for every turn of three loops the `folds` words of a block.
// Tables: by outermost turn (the first one where all move on by `step`) `upto`, the words that must have come in before
// it, `dead`, those that it does not read any more, `relative`, its first word behind them, and `slot`, where the ring
// has the first that is not dead; by turn of the other loops, and by word or lane of a block, the words to add; `from`,
// the lane of a word. -1 is padding.
#ifndef THIMBLE_MOVE_HPP
#define THIMBLE_MOVE_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

<#list ["", "_large"] as storage>
template <class K>
void move${storage}(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::bits>> &out,
          const int upto[K::turns], const int dead[K::turns], const int relative[K::turns], const int slot[K::turns],
          const int middle[K::middle], const int inner[K::inner],
          const int words[K::folds * (K::whole ? 1 : K::lanes)],
          const short from[K::whole ? 1 : K::folds * K::lanes]) {
#pragma HLS ARRAY_PARTITION variable=words type=cyclic factor=K::copies
#pragma HLS ARRAY_PARTITION variable=from type=cyclic factor=K::copies
  typedef ap_uint<K::lanes * K::bits> word_t;
  word_t ring[K::copies][K::ring];
#pragma HLS ARRAY_PARTITION variable=ring type=complete dim=1
#pragma HLS BIND_STORAGE variable=ring type=ram_s2p<#if storage?has_content> impl=uram</#if>
#pragma HLS DEPENDENCE variable=ring type=inter dependent=false

  word_t padding = 0;
  for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
    set_lane<K::bits>(padding, l, ap_int<K::bits>(K::padding));
  }

  int taken = 0, settled = 0, settling = 0, in_slot = 0; // words read; words that a read of the ring finds
  int turn = 0, second = 0, third = 0, fold = 0;
  int turn_upto = upto[0], turn_dead = dead[0], turn_relative = relative[0], turn_slot = slot[0];

  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const bool ended = turn == K::outer;
    const bool take = taken < K::words && (ended || taken < turn_dead + K::ring);
    word_t taken_word = padding;
    if (take) {
      taken_word = in.read();
    }

    if (!ended && settled >= turn_upto) {
      const bool inside = turn_relative >= 0 && middle[second] >= 0 && inner[third] >= 0;
      const int base = turn_slot + turn_relative + middle[second] + inner[third];
      word_t word = padding;
      for (int c = 0; c < K::copies; c++) {
#pragma HLS UNROLL
        const int more = words[fold * K::copies + c];
        if (inside && more >= 0) {
          const int at = base + more < K::ring ? base + more : base + more - K::ring;
          const word_t source = ring[c][at];
          if (K::whole) {
            word = source;
          } else {
            set_lane<K::bits>(word, c, lane<K::bits>(source, from[fold * K::copies + c]));
          }
        }
      }
      out.write(word);
      if (++fold == K::folds) {
        fold = 0;
        if (++third == K::inner) {
          third = 0;
          if (++second == K::middle) {
            second = 0;
            turn++;
            if (K::regular) {
              turn_upto += K::step;
              turn_dead += K::step;
              turn_slot += K::step % K::ring;
              turn_slot = turn_slot < K::ring ? turn_slot : turn_slot - K::ring;
            } else if (turn < K::outer) {
              turn_upto = upto[turn];
              turn_dead = dead[turn];
              turn_relative = relative[turn];
              turn_slot = slot[turn];
            }
          }
        }
      }
    }

    settled = settling;
    settling = taken;
    if (take) {
      for (int c = 0; c < K::copies; c++) {
#pragma HLS UNROLL
        ring[c][in_slot] = taken_word;
      }
      taken++;
      in_slot = in_slot + 1 == K::ring ? 0 : in_slot + 1;
    }
  }
}

</#list>
} // namespace thimble

#endif
