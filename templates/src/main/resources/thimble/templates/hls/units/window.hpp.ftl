// Sliding window: pixels come in row by row, and for every output pixel all taps of its window go out. Rows wait in a
// buffer of as many rows as the window is high; a cell is overwritten as soon as no window wants it any more. Cells
// outside of the image are the padding value.
//
// In:  pixels of `outer * inner` words, `lanes` channels a word.
// Out: for every output pixel, for every `outer`, for every tap (row by row), `inner` words.
#ifndef THIMBLE_WINDOW_HPP
#define THIMBLE_WINDOW_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

<#list ["", "_large"] as storage>
template <class K>
void window${storage}(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::lanes * K::bits>> &out) {
  typedef ap_uint<K::lanes * K::bits> word_t;
  const int FOLDS = K::outer * K::inner;      // words of a pixel
  const int WORDS = K::height * K::width * FOLDS; // words of the image
  word_t lines[K::rows * K::width * FOLDS];
#pragma HLS BIND_STORAGE variable=lines type=ram_s2p<#if storage?has_content> impl=uram</#if>
#pragma HLS DEPENDENCE variable=lines type=inter dependent=false

  word_t padding = 0;
  for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
    set_lane<K::bits>(padding, l, ap_int<K::bits>(K::padding));
  }

  for (int image = 0; image < K::images; image++) {
    int taken = 0, settled = 0, settling = 0; // words read; words that a read of the buffer finds (two cycles later)
    int in_y = 0, in_x = 0, in_fold = 0, in_slot = 0;
    int out_y = 0, out_x = 0, outer = 0, tap_y = 0, tap_x = 0, inner = 0;
    int top = -K::pad_top;                      // image row of the window's first row
    int top_slot = K::first_slot;               // and where the buffer has it
    int left = -K::pad_left;                    // image column of the window's first column

    for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
      // The cell that would be overwritten is `rows` rows above: dead once all later windows begin below or to the right.
      const int old = in_y - K::rows;
      const bool ended = out_y == K::out_height;
      const bool room = ended || old < top || (old < top + K::stride_y && in_x < left);
      const bool take = taken < WORDS && room;
      word_t pixel = padding;
      if (take) {
        pixel = in.read();
      }

      const int y = top + tap_y * K::dilation_y;
      const int x = left + tap_x * K::dilation_x;
      const bool inside = y >= 0 && y < K::height && x >= 0 && x < K::width;
      const int fold = outer * K::inner + inner;
      const bool there = !inside || (y * K::width + x) * FOLDS + fold < settled;

      if (!ended && there) {
        int slot = top_slot + tap_y * K::dilation_y;
        if (slot >= K::rows) {
          slot -= K::rows;
        }
        word_t word = padding;
        if (inside) {
          word = lines[(slot * K::width + x) * FOLDS + fold];
        }
        out.write(word);
        if (++inner == K::inner) {
          inner = 0;
          if (++tap_x == K::kernel_width) {
            tap_x = 0;
            if (++tap_y == K::kernel_height) {
              tap_y = 0;
              if (++outer == K::outer) {
                outer = 0;
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
          }
        }
      }

      settled = settling;
      settling = taken;
      if (take) {
        lines[(in_slot * K::width + in_x) * FOLDS + in_fold] = pixel;
        taken++;
        if (++in_fold == FOLDS) {
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

</#list>
} // namespace thimble

#endif
