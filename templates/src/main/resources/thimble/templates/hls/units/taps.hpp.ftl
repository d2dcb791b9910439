// Sliding window, all taps at once: pixels come in row by row, and for every output pixel the whole window goes out in
// one word. A bank of the buffer holds a row, as often as the window is wide, so that all taps are read in one cycle.
//
// In:  pixels of `folds` words, `lanes` channels a word.
// Out: for every output pixel and fold one word, tap by tap (row by row) `lanes` channels.
#ifndef THIMBLE_TAPS_HPP
#define THIMBLE_TAPS_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

template <class K>
void taps(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::taps * K::lanes * K::bits>> &out) {
  typedef ap_uint<K::lanes * K::bits> word_t;
  const int WORDS = K::height * K::width * K::folds;
  word_t lines[K::rows][K::kernel_width][K::width * K::folds];
#pragma HLS ARRAY_PARTITION variable=lines type=complete dim=1
#pragma HLS ARRAY_PARTITION variable=lines type=complete dim=2
#pragma HLS BIND_STORAGE variable=lines type=ram_s2p
#pragma HLS DEPENDENCE variable=lines type=inter dependent=false

  for (int image = 0; image < K::images; image++) {
    int taken = 0, settled = 0, settling = 0; // words read; words that a read of the buffer finds (two cycles later)
    int in_y = 0, in_x = 0, in_fold = 0, in_slot = 0;
    int out_y = 0, out_x = 0, fold = 0;
    int top = -K::pad_top;                    // image row of the window's first row
    int top_slot = K::first_slot;             // and where the buffer has it
    int left = -K::pad_left;                  // image column of the window's first column

    for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
      // The cell that would be overwritten is `rows` rows above: dead once all later windows begin below or to the right.
      const int old = in_y - K::rows;
      const bool ended = out_y == K::out_height;
      const bool room = ended || old < top || (old < top + K::stride_y && in_x < left);
      const bool take = taken < WORDS && room;
      word_t pixel = 0;
      if (take) {
        pixel = in.read();
      }

      bool there = true;
      ap_uint<K::taps * K::lanes * K::bits> word = 0;
      for (int tap_y = 0; tap_y < K::kernel_height; tap_y++) {
#pragma HLS UNROLL
        for (int tap_x = 0; tap_x < K::kernel_width; tap_x++) {
#pragma HLS UNROLL
          const int y = top + tap_y * K::dilation_y;
          const int x = left + tap_x * K::dilation_x;
          const bool inside = !ended && y >= 0 && y < K::height && x >= 0 && x < K::width;
          there = there && (!inside || (y * K::width + x) * K::folds + fold < settled);
          const int below = top_slot + tap_y * K::dilation_y;
          const int slot = below < K::rows ? below : below - K::rows;
          word_t cell = 0;
          if (inside) {
            cell = lines[slot][tap_x][x * K::folds + fold];
          }
          for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
            const ap_int<K::bits> value = inside ? lane<K::bits>(cell, l) : ap_int<K::bits>(K::padding);
            set_lane<K::bits>(word, (tap_y * K::kernel_width + tap_x) * K::lanes + l, value);
          }
        }
      }
      if (!ended && there) {
        out.write(word);
        if (++fold == K::folds) {
          fold = 0;
          left += K::stride_x;
          if (++out_x == K::out_width) {
            out_x = 0;
            left = -K::pad_left;
            out_y++;
            top += K::stride_y;
            top_slot += K::stride_y % K::rows;
            if (top_slot >= K::rows) {
              top_slot -= K::rows;
            }
          }
        }
      }

      settled = settling;
      settling = taken;
      if (take) {
        for (int copy = 0; copy < K::kernel_width; copy++) {
#pragma HLS UNROLL
          lines[in_slot][copy][in_x * K::folds + in_fold] = pixel;
        }
        taken++;
        if (++in_fold == K::folds) {
          in_fold = 0;
          if (++in_x == K::width) {
            in_x = 0;
            in_y++;
            if (++in_slot == K::rows) {
              in_slot = 0;
            }
          }
        }
      }
    }
  }
}

} // namespace thimble

#endif
