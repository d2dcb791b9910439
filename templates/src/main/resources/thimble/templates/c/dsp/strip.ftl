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
 * What is brought from the image into a strip: `pairs` times two columns, each pair a record of recordWords, then
 * `odd` column, 0 or 1. Other cells of the strip are filled once, whatever the channels.
 */
typedef struct {
    int32_t recordWords;
    int32_t pairs;
    int32_t odd;
    uint32_t zeros;
} dsp_strip;

/* Records of a strip that lie outside of the image: every pair of cells is two zero points. */
DSP_KERNEL DSP_UNUSED void dsp_strip_fill(int32_t *to, const int32_t *end, int32_t zero)
{
#pragma GCC unroll 1
    for (; to < end; to++) {
        *to = (int32_t)dsp_twice(zero);
    }
}

/* Two rows into every record: four words for its first column, four for its second. */
DSP_KERNEL DSP_UNUSED void dsp_strip_rows(
    const dsp_strip *s, int32_t *to, const int8_t *upper, const int8_t *lower, int32_t upperPitch, int32_t lowerPitch)
{
    const int32_t words = s->recordWords;
#pragma GCC unroll 1
    for (int32_t left = s->pairs; left > 0; left--) {
        const uint32_t upper0 = dsp_load(upper);
        const uint32_t lower0 = dsp_load(lower);
        const uint32_t upper1 = dsp_load(upper + upperPitch);
        const uint32_t lower1 = dsp_load(lower + lowerPitch);
        dsp_interleave(to, upper0, lower0);
        dsp_interleave(to + 4, upper1, lower1);
        upper += 2 * upperPitch;
        lower += 2 * lowerPitch;
        to += words;
    }
    if (s->odd != 0) {
        dsp_interleave(to, dsp_load(upper), dsp_load(lower));
    }
}

/*
 * Three rows into every record of twelve words: the first two of its first column, of its second one, the third of
 * both columns.
 */
DSP_KERNEL DSP_UNUSED void dsp_strip_three(
    const dsp_strip *s, int32_t *to, const int8_t *row0, const int8_t *row1, const int8_t *row2, const int32_t *pitches)
{
    const int32_t pitch0 = pitches[0];
    const int32_t pitch1 = pitches[1];
    const int32_t pitch2 = pitches[2];
#pragma GCC unroll 1
    for (int32_t left = s->pairs; left > 0; left--) {
        dsp_interleave(to, dsp_load(row0), dsp_load(row1));
        dsp_interleave(to + 4, dsp_load(row0 + pitch0), dsp_load(row1 + pitch1));
        dsp_interleave(to + 8, dsp_load(row2), dsp_load(row2 + pitch2));
        row0 += 2 * pitch0;
        row1 += 2 * pitch1;
        row2 += 2 * pitch2;
        to += 12;
        DSP_FORGET(row0);
        DSP_FORGET(row1);
        DSP_FORGET(row2);
        DSP_FORGET(to);
    }
    if (s->odd != 0) {
        dsp_interleave(to, dsp_load(row0), dsp_load(row1));
        dsp_interleave(to + 8, dsp_load(row2), s->zeros);
    }
}

/* One row into every record: four words for both columns. */
DSP_KERNEL DSP_UNUSED void dsp_strip_row(const dsp_strip *s, int32_t *to, const int8_t *row, int32_t pitch)
{
    const int32_t words = s->recordWords;
#pragma GCC unroll 1
    for (int32_t left = s->pairs; left > 0; left--) {
        dsp_interleave(to, dsp_load(row), dsp_load(row + pitch));
        row += 2 * pitch;
        to += words;
    }
    if (s->odd != 0) {
        dsp_interleave(to, dsp_load(row), s->zeros);
    }
}
