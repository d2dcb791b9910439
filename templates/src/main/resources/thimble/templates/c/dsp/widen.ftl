<#-- @model thimble.codegen.c.NetworkCode: inputs in the order in which blocks read them -->
/* Widens four bytes to two pairs: (b0, b2) and (b1, b3). */
DSP_INLINE void dsp_widen4(int32_t *to, uint32_t bytes)
{
    to[0] = (int32_t)dsp_even(bytes);
    to[1] = (int32_t)dsp_odd(bytes);
}

/* Widens bytes, a multiple of 4; pairs of four go `pitch` words after those of the four before. */
DSP_INLINE void dsp_widen(int32_t *to, const int8_t *from, int32_t count, int32_t pitch)
{
#pragma GCC unroll 2
    for (const int8_t *const end = from + count; from != end; from += 4, to += pitch) {
        dsp_widen4(to, dsp_load(from));
    }
}

/* The bytes that are left after a multiple of 4, filled up with zeros; nothing is read behind the end. */
DSP_INLINE uint32_t dsp_load_last(const int8_t *from, int32_t count)
{
    uint32_t bytes = 0;
    memcpy(&bytes, from + count / 4 * 4, (size_t)(count % 4));
    return bytes;
}

/*
 * The inputs of neighbouring pixels in the order in which blocks read them: four of each pixel, then
 * the next four of each. dsp_widen_N makes them int16, dsp_copy_N leaves them as they are.
 */
DSP_INLINE void dsp_widen_3(int32_t *to, const int8_t *from, int32_t count)
{
    for (const int8_t *const end = from + count; from != end; from += 4, to += 6) {
        const uint32_t first = dsp_load(from);
        const uint32_t second = dsp_load(from + count);
        const uint32_t third = dsp_load(from + 2 * count);
        dsp_widen4(to, first);
        dsp_widen4(to + 2, second);
        dsp_widen4(to + 4, third);
    }
}

DSP_INLINE void dsp_widen_2(int32_t *to, const int8_t *from, int32_t count)
{
    for (const int8_t *const end = from + count; from != end; from += 4, to += 4) {
        const uint32_t first = dsp_load(from);
        const uint32_t second = dsp_load(from + count);
        dsp_widen4(to, first);
        dsp_widen4(to + 2, second);
    }
}

DSP_INLINE void dsp_copy(int8_t *to, const int8_t *from, int32_t count, int32_t pixels)
{
    for (int32_t i = 0; i < count; i += 4) {
        for (int32_t pixel = 0; pixel < pixels; pixel++, to += 4) {
            dsp_store(to, dsp_load(from + i + pixel * count));
        }
    }
}

DSP_INLINE void dsp_copy_3(int8_t *to, const int8_t *from, int32_t count)
{
    dsp_copy(to, from, count, 3);
}

DSP_INLINE void dsp_copy_2(int8_t *to, const int8_t *from, int32_t count)
{
    dsp_copy(to, from, count, 2);
}

/* The same for any count, filled up with zeros. */
static inline void dsp_widen_padded(int32_t *to, const int8_t *from, int32_t count, int32_t pixels)
{
    for (int32_t pixel = 0; pixel < pixels; pixel++, from += count, to += 2) {
        const int32_t pitch = 2 * pixels;
        dsp_widen(to, from, count / 4 * 4, pitch);
        if (count % 4 != 0) {
            dsp_widen4(to + count / 4 * pitch, dsp_load_last(from, count));
        }
    }
}

DSP_INLINE void dsp_widen_3_padded(int32_t *to, const int8_t *from, int32_t count)
{
    dsp_widen_padded(to, from, count, 3);
}

DSP_INLINE void dsp_widen_2_padded(int32_t *to, const int8_t *from, int32_t count)
{
    dsp_widen_padded(to, from, count, 2);
}

static inline void dsp_copy_padded(int8_t *to, const int8_t *from, int32_t count, int32_t pixels)
{
    for (int32_t pixel = 0; pixel < pixels; pixel++, from += count, to += 4) {
        const int32_t pitch = 4 * pixels;
        for (int32_t i = 0; i < count / 4; i++) {
            dsp_store(to + i * pitch, dsp_load(from + 4 * i));
        }
        if (count % 4 != 0) {
            dsp_store(to + count / 4 * pitch, dsp_load_last(from, count));
        }
    }
}

DSP_INLINE void dsp_copy_3_padded(int8_t *to, const int8_t *from, int32_t count)
{
    dsp_copy_padded(to, from, count, 3);
}

DSP_INLINE void dsp_copy_2_padded(int8_t *to, const int8_t *from, int32_t count)
{
    dsp_copy_padded(to, from, count, 2);
}

/* What dsp_widen() makes of a byte that is repeated. */
DSP_INLINE void dsp_fill(int32_t *to, int32_t byte, int32_t count)
{
#pragma GCC unroll 4
    for (const int32_t *const end = to + count / 2; to != end; to++) {
        *to = (int32_t)dsp_twice(byte);
    }
}

/* Widens the cells of a source row from `column` on; `pad` where the row has none. */
static inline void dsp_widen_row(
    int32_t *to, const int8_t *row, int32_t column, int32_t width, int32_t cells, int32_t channels,
    int32_t pad)
{
    const int32_t first = column < 0 ? (-column < cells ? -column : cells) : 0;
    const int32_t end = width - column < cells ? (width > column ? width - column : 0) : cells;
    const int32_t inside = end > first ? end - first : 0;
    dsp_fill(to, pad, first * channels);
    dsp_widen(to + first * channels / 2, row + (column + first) * channels, inside * channels, 2);
    dsp_fill(to + (first + inside) * channels / 2, pad, (cells - first - inside) * channels);
}

/* The cells of a window's row, `dilation` apart from `column` on; `pad` where the row has none. */
static inline void dsp_gather(
    int8_t *to, const int8_t *row, int32_t column, int32_t width, int32_t taps, int32_t dilation,
    int32_t channels, int32_t pad)
{
#pragma GCC unroll 1
    for (int32_t tap = 0; tap < taps; tap++) {
        if (column >= 0 && column < width) {
            memcpy(to, row + column * channels, (size_t)channels);
        } else {
            memset(to, pad, (size_t)channels);
        }
        to += channels;
        column += dilation;
    }
}
