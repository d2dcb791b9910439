// Deformable window: as a sliding window, but each tap reads where an offset pushes it. Rows wait in a buffer of as many
// as an offset can reach; a cell is overwritten as soon as no window can want it any more, whatever its offsets are. Cells
// outside of the image are the padding value. Positions count 1/256 cells; between cells four of them are blended, which
// lie in four banks, one for each parity of row and column.
//
// In:  pixels of `outer * inner` words, `lanes` channels a word; for every output pixel `offset_words` words of an offset
//      down and one to the right (with `square` of one number), group by group, tap by tap; with masks one for each tap.
// Out: for every output pixel, for every `outer`, for every tap (row by row), `inner` words.
// Tables: by offset (128 added) how far it pushes; by mask its factor in 2^-15.
#ifndef THIMBLE_DEFORM_HPP
#define THIMBLE_DEFORM_HPP

#include <ap_int.h>
#include <hls_stream.h>

#include "lanes.hpp"

namespace thimble {

// In the place of a stream where there are no masks.
struct no_masks {};

inline ap_uint<8> read_mask(no_masks &) { return 0; }
inline ap_uint<8> read_mask(hls::stream<ap_uint<8>> &masks) { return masks.read(); }

// Between four cells, the lower and the right ones by parts of 256; then times a factor.
template <class K, bool MASKED>
ap_int<K::bits> blend(const ap_int<K::bits> &a, const ap_int<K::bits> &b, const ap_int<K::bits> &c,
                      const ap_int<K::bits> &d, const ap_int<9> &down, const ap_int<9> &right, int factor) {
#pragma HLS INLINE
  const ap_int<K::bits + 1> fall_left = c - a;
  const ap_int<K::bits + 1> fall_right = d - b;
  const ap_int<K::bits + 9> left = a * 256 + fall_left * down;
  const ap_int<K::bits + 9> upper = b * 256 + fall_right * down;
  const ap_int<K::bits + 10> across = upper - left;
  const ap_int<K::bits + 18> sum = left * 256LL + across * right;
  long long value;
  if (MASKED) {
    // 16 bits of the parts and 15 of the factor go; halves are rounded up.
    value = (((sum - K::padding * 65536LL) * factor + (1LL << 30)) >> 31) + K::padding;
  } else {
    value = (sum + (1LL << 15)) >> 16;
  }
  return saturate<K::bits>(value);
}

template <class K, bool MASKED, class M>
void deform_loop(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::numbers * 8>> &offsets, M &masks,
                 hls::stream<ap_uint<K::lanes * K::bits>> &out, const int cells[256],
                 const int factors[256]) {
#pragma HLS INLINE
  typedef ap_uint<K::lanes * K::bits> word_t;
  const int FOLDS = K::outer * K::inner;          // words of a pixel
  const int WORDS = K::height * K::width * FOLDS; // words of the image
  const int TAPS = K::kernel_height * K::kernel_width;
  const int MASKS = K::groups * TAPS; // words of a pixel
  word_t lines[K::banks][K::banks][K::rows / K::banks * K::columns * FOLDS];
#pragma HLS ARRAY_PARTITION variable=lines type=complete dim=1
#pragma HLS ARRAY_PARTITION variable=lines type=complete dim=2
#pragma HLS BIND_STORAGE variable=lines type=ram_s2p
#pragma HLS DEPENDENCE variable=lines type=inter dependent=false
  ap_uint<K::numbers * 8> pushes[K::waiting * K::offset_words];
#pragma HLS DEPENDENCE variable=pushes type=inter dependent=false
  ap_uint<8> waiting_masks[MASKED ? K::waiting * MASKS : 1];
#pragma HLS DEPENDENCE variable=waiting_masks type=inter dependent=false

  word_t padding = 0;
  for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
    set_lane<K::bits>(padding, l, ap_int<K::bits>(K::padding));
  }

  // Words read; words that a read of their buffer finds (two cycles later).
  int taken = 0, settled = 0, settling = 0;
  int pushes_taken = 0, pushes_settled = 0, pushes_settling = 0;
  int masks_taken = 0, masks_settled = 0, masks_settling = 0;
  int in_y = 0, in_x = 0, in_fold = 0, in_slot = 0;
  int out_y = 0, out_x = 0, outer = 0, tap_y = 0, tap_x = 0, inner = 0;
  int top = -K::pad_top;           // image row of the window's first tap, before it is pushed
  int left = -K::pad_left;         // and its column
  int top_slot = K::first_slot;    // where the buffer has the first row that a tap can reach
  int pushes_base = 0, masks_base = 0, base_slot = 0; // of this pixel: words before it, and where it has its offsets
  // The pixel whose offsets come next, as many pixels ahead of this one.
  int next_y = 0, next_x = 0, next_word = 0, next_slot = 0, ahead = 0;
  int mask_word = 0, mask_slot = 0, mask_ahead = 0;
  int wanted_row[K::lag], wanted_column[K::lag]; // the first that were still wanted, some iterations ago
#pragma HLS ARRAY_PARTITION variable=wanted_row type=complete
#pragma HLS ARRAY_PARTITION variable=wanted_column type=complete
  for (int age = 0; age < K::lag; age++) {
#pragma HLS UNROLL
    wanted_row[age] = K::first_row - K::pad_top;
    wanted_column[age] = K::first_column - K::pad_left;
  }

  for (int i = 0; i < K::iterations; i++) {
#pragma HLS PIPELINE II=1 style=flp
    const bool ended = out_y == K::out_height;
    // The cell that would be overwritten is `rows` rows above: dead once no later window can reach it.
    const int old = in_y - K::rows;
    const int dead_row = wanted_row[K::lag - 1];
    const bool room = old < 0 || old < dead_row || (old < dead_row + K::stride_y && in_x < wanted_column[K::lag - 1]);
    const bool take = taken < WORDS && room;
    word_t pixel = padding;
    if (take) {
      pixel = in.read();
    }

    // Offsets of a pixel come once the last cell that they can reach is there.
    const int reach_row = next_y * K::stride_y - K::pad_top + K::first_row + K::reach_rows;
    const int reach_column = next_x * K::stride_x - K::pad_left + K::first_column + K::reach_columns;
    const int last_row = (reach_row < K::height ? reach_row : K::height) - 1;
    const int last_column = (reach_column < K::width ? reach_column : K::width) - 1;
    const bool reached =
        last_row < 0 || last_column < 0 || (last_row * K::width + last_column) * FOLDS + FOLDS - 1 < settled;
    const bool take_push = next_y < K::out_height && ahead < 2 && reached;
    const bool take_mask = MASKED && (mask_ahead < ahead || (mask_ahead == ahead && next_word > 0));

    const int word_of_pixel = outer * K::inner + inner;
    const int group = K::groups == 1 ? 0 : word_of_pixel / K::share;
    const int tap = group * TAPS + tap_y * K::kernel_width + tap_x;
    const int push = K::square ? group : tap;
    const bool give = !ended && pushes_settled > pushes_base + push && (!MASKED || masks_settled > masks_base + tap);

    word_t word = padding;
    if (give) {
      const ap_uint<K::numbers * 8> numbers = pushes[base_slot * K::offset_words + push];
      int down = cells[lane<8>(numbers, 0) + 128];
      int right = cells[lane<8>(numbers, K::numbers - 1) + 128];
      if (K::square) {
        // The centre of an even kernel lies between two taps: half of an odd number.
        down = (down * (2 * tap_y - (K::kernel_height - 1))) >> 1;
        right = (right * (2 * tap_x - (K::kernel_width - 1))) >> 1;
      }
      int factor = 1 << 15;
      if (MASKED) {
        factor = factors[lane<8>(waiting_masks[base_slot * MASKS + tap], 0) + 128];
      }
      const int y = (top + tap_y * K::dilation_y) * 256 + down;
      const int x = (left + tap_x * K::dilation_x) * 256 + right;
      const int cell_y = y >> 8;
      const int cell_x = x >> 8;
      // From the first row that a tap can reach, in a buffer that goes round.
      const int below = K::whole ? cell_y : cell_y - top - K::first_row + top_slot;
      word_t found[K::banks][K::banks];
#pragma HLS ARRAY_PARTITION variable=found type=complete dim=0
      for (int r = 0; r < K::banks; r++) {
#pragma HLS UNROLL
        for (int c = 0; c < K::banks; c++) {
#pragma HLS UNROLL
          // Of the cells at and behind the position this bank has one.
          const int more_y = (below + r) & (K::banks - 1);
          const int more_x = (cell_x + c) & (K::banks - 1);
          const int row = cell_y + more_y;
          const int column = cell_x + more_x;
          const bool inside = row >= 0 && row < K::height && column >= 0 && column < K::width;
          const int slot = below + more_y < K::rows ? below + more_y : below + more_y - K::rows;
          found[more_y][more_x] = padding;
          if (inside) {
            found[more_y][more_x] =
                lines[r][c][((slot / K::banks) * K::columns + column / K::banks) * FOLDS + word_of_pixel];
          }
        }
      }
      for (int l = 0; l < K::lanes; l++) {
#pragma HLS UNROLL
        const ap_int<K::bits> here = lane<K::bits>(found[0][0], l);
        if (K::banks == 1 && !MASKED) {
          set_lane<K::bits>(word, l, here);
        } else {
          const ap_int<K::bits> value = blend<K, MASKED>(
              here, lane<K::bits>(found[0][K::banks - 1], l), lane<K::bits>(found[K::banks - 1][0], l),
              lane<K::bits>(found[K::banks - 1][K::banks - 1], l), ap_int<9>(y & 255), ap_int<9>(x & 255), factor);
          set_lane<K::bits>(word, l, value);
        }
      }
    }

    for (int age = K::lag - 2; age >= 0; age--) {
#pragma HLS UNROLL
      wanted_row[age + 1] = wanted_row[age];
      wanted_column[age + 1] = wanted_column[age];
    }
    wanted_row[0] = ended ? K::height : top + K::first_row;
    wanted_column[0] = ended ? 0 : left + K::first_column;

    bool next_pixel = false;
    if (give && ++inner == K::inner) {
      inner = 0;
      if (++tap_x == K::kernel_width) {
        tap_x = 0;
        if (++tap_y == K::kernel_height) {
          tap_y = 0;
          if (++outer == K::outer) {
            outer = 0;
            next_pixel = true;
          }
        }
      }
    }
    if (next_pixel) {
      pushes_base += K::offset_words;
      masks_base += MASKS;
      base_slot = base_slot + 1 == K::waiting ? 0 : base_slot + 1;
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

    settled = settling;
    settling = taken;
    if (take) {
      lines[in_slot % K::banks][in_x % K::banks]
           [((in_slot / K::banks) * K::columns + in_x / K::banks) * FOLDS + in_fold] = pixel;
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

    bool offsets_done = false, masks_done = false;
    pushes_settled = pushes_settling;
    pushes_settling = pushes_taken;
    if (take_push) {
      pushes[next_slot * K::offset_words + next_word] = offsets.read();
      pushes_taken++;
      if (++next_word == K::offset_words) {
        next_word = 0;
        offsets_done = true;
        next_slot = next_slot + 1 == K::waiting ? 0 : next_slot + 1;
        if (++next_x == K::out_width) {
          next_x = 0;
          next_y++;
        }
      }
    }
    masks_settled = masks_settling;
    masks_settling = masks_taken;
    if (take_mask) {
      waiting_masks[mask_slot * MASKS + mask_word] = read_mask(masks);
      masks_taken++;
      if (++mask_word == MASKS) {
        mask_word = 0;
        masks_done = true;
        mask_slot = mask_slot + 1 == K::waiting ? 0 : mask_slot + 1;
      }
    }
    ahead += (offsets_done ? 1 : 0) - (next_pixel ? 1 : 0);
    mask_ahead += (masks_done ? 1 : 0) - (next_pixel ? 1 : 0);
    if (give) {
      out.write(word);
    }
  }
}

template <class K>
void deform(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::numbers * 8>> &offsets,
            hls::stream<ap_uint<K::lanes * K::bits>> &out, const int cells[256]) {
  no_masks none;
  deform_loop<K, false>(in, offsets, none, out, cells, cells);
}

template <class K>
void deform_masked(hls::stream<ap_uint<K::lanes * K::bits>> &in, hls::stream<ap_uint<K::numbers * 8>> &offsets,
                   hls::stream<ap_uint<8>> &masks, hls::stream<ap_uint<K::lanes * K::bits>> &out, const int cells[256],
                   const int factors[256]) {
  deform_loop<K, true>(in, offsets, masks, out, cells, factors);
}

} // namespace thimble

#endif
