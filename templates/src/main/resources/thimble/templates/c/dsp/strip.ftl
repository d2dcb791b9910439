<#-- @model thimble.codegen.c.NetworkCode: strips of depthwise convolutions -->
DSP_INLINE void dsp_store2(int32_t *to, uint32_t first, uint32_t second)
{
#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP
    struct dsp_words { uint32_t word[2]; };
    __asm__("strd %1, %2, %0" : "=m"(*(struct dsp_words *)(void *)to) : "r"(first), "r"(second));
#else
    to[0] = (int32_t)first;
    to[1] = (int32_t)second;
#endif
}

/* Two cells of four channels, turned: word c is channel c of both as a pair. */
DSP_INLINE void dsp_interleave(int32_t *to, uint32_t first, uint32_t second)
{
    const uint32_t lower = dsp_lower(first, second);
    const uint32_t upper = dsp_upper(first, second);
    dsp_store2(to, dsp_even(lower), dsp_odd(lower));
    dsp_store2(to + 2, dsp_even(upper), dsp_odd(upper));
}

/*
 * Which columns of the image a strip holds: two a record, `records` from `column` on. Columns outside of
 * the image are `zeros`, four zero points.
 */
typedef struct {
    int32_t recordWords;
    int32_t column;
    int32_t records;
    int32_t width;
    uint32_t zeros;
} dsp_strip;

/* A cell of four channels; a row of zero points is one cell with pitch 0. */
DSP_INLINE uint32_t dsp_cell(const dsp_strip *s, const int8_t *row, int32_t pitch, int32_t column)
{
    return column >= 0 && column < s->width ? dsp_load(row + column * pitch) : s->zeros;
}

/* Two rows into every record: four words for its first column, four for its second. */
DSP_KERNEL DSP_UNUSED void dsp_strip_rows(
    const dsp_strip *s, int32_t *to, const int8_t *upper, const int8_t *lower, int32_t upperPitch, int32_t lowerPitch)
{
    const int32_t end = s->column + 2 * s->records;
    for (int32_t column = s->column; column < end;) {
        int32_t last = end < s->width - 1 ? end : s->width - 1;
        if (column >= 0 && column < last) {
            const int8_t *a = upper + column * upperPitch;
            const int8_t *b = lower + column * lowerPitch;
#pragma GCC unroll 1
            for (; column < last; column += 2) {
                dsp_interleave(to, dsp_load(a), dsp_load(b));
                dsp_interleave(to + 4, dsp_load(a + upperPitch), dsp_load(b + lowerPitch));
                a += 2 * upperPitch;
                b += 2 * lowerPitch;
                to += s->recordWords;
            }
        } else {
            for (int32_t i = 0; i < 2; i++, column++) {
                dsp_interleave(
                    to + 4 * i, dsp_cell(s, upper, upperPitch, column), dsp_cell(s, lower, lowerPitch, column));
            }
            to += s->recordWords;
        }
    }
}

/* One row into every record: four words for both columns. */
DSP_KERNEL DSP_UNUSED void dsp_strip_row(const dsp_strip *s, int32_t *to, const int8_t *row, int32_t pitch)
{
    const int32_t end = s->column + 2 * s->records;
    for (int32_t column = s->column; column < end;) {
        int32_t last = end < s->width - 1 ? end : s->width - 1;
        if (column >= 0 && column < last) {
            const int8_t *a = row + column * pitch;
#pragma GCC unroll 1
            for (; column < last; column += 2) {
                dsp_interleave(to, dsp_load(a), dsp_load(a + pitch));
                a += 2 * pitch;
                to += s->recordWords;
            }
        } else {
            dsp_interleave(to, dsp_cell(s, row, pitch, column), dsp_cell(s, row, pitch, column + 1));
            column += 2;
            to += s->recordWords;
        }
    }
}
