<#-- @model thimble.codegen.c.NetworkCode: what the vector instructions compute, in C -->

typedef struct {
    int32_t lane[4];
} mve_words;

typedef struct {
    int8_t lane[16];
} mve_bytes;

typedef struct {
    const int8_t *lane[4];
} mve_places;

MVE_INLINE mve_bytes mve_load_bytes(const int8_t *from)
{
    mve_bytes r;
    memcpy(r.lane, from, 16);
    return r;
}

/* The lower or the upper half of a byte as a signed number. */
MVE_INLINE int32_t mve_half(int32_t byte, int32_t upper)
{
    return ((byte >> (4 * upper) & 0xF) ^ 8) - 8;
}

/* The lower or the upper halves of 16 bytes as signed numbers. */
MVE_INLINE mve_bytes mve_load_half(const int8_t *from, int32_t upper)
{
    mve_bytes r;
    for (int32_t i = 0; i < 16; i++) {
        r.lane[i] = (int8_t)mve_half(from[i], upper);
    }
    return r;
}

#define MVE_LANES for (int32_t i = 0; i < 4; i++)

MVE_INLINE mve_words mve_load_words(const int32_t *from)
{
    mve_words r;
    MVE_LANES { r.lane[i] = from[i]; }
    return r;
}

MVE_INLINE void mve_store_words(int32_t *to, mve_words a)
{
    MVE_LANES { to[i] = a.lane[i]; }
}

MVE_INLINE mve_words mve_all(int32_t value)
{
    mve_words r;
    MVE_LANES { r.lane[i] = value; }
    return r;
}

MVE_INLINE mve_words mve_add(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = (int32_t)((uint32_t)a.lane[i] + (uint32_t)b.lane[i]); }
    return a;
}

MVE_INLINE mve_words mve_add_all(mve_words a, int32_t value)
{
    return mve_add(a, mve_all(value));
}

MVE_INLINE mve_words mve_and(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] &= b.lane[i]; }
    return a;
}

MVE_INLINE mve_words mve_sign(mve_words a)
{
    MVE_LANES { a.lane[i] = a.lane[i] < 0 ? -1 : 0; }
    return a;
}

MVE_INLINE mve_words mve_high(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = (int32_t)(((int64_t)a.lane[i] * b.lane[i] + (1 << 30)) >> 31); }
    return a;
}

MVE_INLINE mve_words mve_shift_left(mve_words a, mve_words left)
{
    MVE_LANES { a.lane[i] = (int32_t)((uint32_t)a.lane[i] << left.lane[i]); }
    return a;
}

MVE_INLINE mve_words mve_shift_right(mve_words a, mve_words shift)
{
    MVE_LANES { a.lane[i] = (int32_t)(((int64_t)a.lane[i] * 2 + (1LL << -shift.lane[i])) >> (1 - shift.lane[i])); }
    return a;
}

MVE_INLINE mve_words mve_max(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; }
    return a;
}

MVE_INLINE mve_words mve_min(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; }
    return a;
}

MVE_INLINE void mve_store_words_as_bytes(int8_t *to, mve_words a)
{
    MVE_LANES { to[i] = (int8_t)a.lane[i]; }
}

MVE_INLINE void mve_copy(int8_t *to, const int8_t *from, int32_t count)
{
    memcpy(to, from, (size_t)count);
}

MVE_INLINE void mve_fill(int8_t *to, int32_t byte, int32_t count)
{
    memset(to, byte, (size_t)count);
}

MVE_INLINE void mve_sum_linear(
    const int8_t *a, const int8_t *b, int8_t *to, int32_t count, int32_t ca, int32_t cb, int32_t c, int32_t shift,
    int32_t low, int32_t high)
{
    for (int32_t i = 0; i < count; i++) {
        const int32_t sum = (a[i] * ca + b[i] * cb + c) >> -shift;
        to[i] = (int8_t)(sum < low ? low : sum > high ? high : sum);
    }
}

MVE_INLINE mve_places mve_places_from(const int8_t *first, int32_t apart)
{
    mve_places r;
    MVE_LANES { r.lane[i] = first + i * apart; }
    return r;
}

MVE_INLINE mve_places mve_move(mve_places places, int32_t bytes)
{
    MVE_LANES { places.lane[i] += bytes; }
    return places;
}

/* Sixteen products of the bytes `offset` behind the places. */
MVE_INLINE int32_t mve_dot_place(mve_places places, int32_t offset, mve_bytes weight)
{
    int32_t sum = 0;
    MVE_LANES
    {
        for (int32_t k = 0; k < 4; k++) {
            sum += places.lane[i][offset + k] * weight.lane[4 * i + k];
        }
    }
    return sum;
}

MVE_INLINE mve_words mve_dot_places(
    mve_places places, mve_bytes weight0, mve_bytes weight1, mve_bytes weight2, mve_bytes weight3)
{
    mve_words sums;
    sums.lane[0] = mve_dot_place(places, 0, weight0);
    sums.lane[1] = mve_dot_place(places, 4, weight1);
    sums.lane[2] = mve_dot_place(places, 8, weight2);
    sums.lane[3] = mve_dot_place(places, 12, weight3);
    return sums;
}

MVE_INLINE void mve_add_products(mve_words *sums, mve_bytes x, mve_bytes weight)
{
    for (int32_t i = 0; i < 16; i++) {
        sums[i % 2 * 2 + i / 2 % 2].lane[i / 4] += x.lane[i] * weight.lane[i];
    }
}

MVE_INLINE void mve_store_lanes(int8_t *to, const mve_words *sums)
{
    for (int32_t i = 0; i < 16; i++) {
        to[i] = (int8_t)sums[i % 2 * 2 + i / 2 % 2].lane[i / 4];
    }
}

MVE_INLINE void mve_copies(
    int8_t *to, int32_t toStep, const int8_t *from, int32_t fromStep, int32_t run, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        memcpy(to + i * toStep, from + i * fromStep, (size_t)run);
    }
}

/* Sixteen weights of lane i of four. */
MVE_INLINE mve_bytes mve_weights(const int8_t *weight, int32_t i, const int32_t bits)
{
    return bits == 8 ? mve_load_bytes(weight + 16 * i) : mve_load_half(weight + i / 2 * 16, i % 2);
}

MVE_INLINE mve_words mve_dot_many_places(
    mve_places places, int32_t step, const int8_t *weight, int32_t times, const int32_t bits)
{
    mve_words sums = mve_all(0);
    for (; times > 0; times--) {
        sums = mve_add(
            sums,
            mve_dot_places(
                places, mve_weights(weight, 0, bits), mve_weights(weight, 1, bits), mve_weights(weight, 2, bits),
                mve_weights(weight, 3, bits)));
        places = mve_move(places, step);
        weight += 8 * bits;
    }
    return sums;
}

static inline void mve_turn(mve_columns *columns, int32_t on)
{
    for (int32_t i = 0; i < 4; i++) {
        columns->at[i] += on * columns->hop[i];
    }
    for (int32_t column = 0; column < columns->count; column++) {
        int8_t *to = columns->to + column * columns->step;
        for (int32_t i = 0; i < 64; i++) {
            const int8_t *from = columns->at[i % 4] + column * columns->pitch[i % 4];
            to[i] = (int8_t)(i / 4 < columns->lanes ? from[i / 4] : 0);
        }
    }
}

MVE_INLINE mve_words mve_dot_4x1(
    const int8_t *weight, const int8_t *x, int32_t first, int32_t steps, const int32_t form, const int32_t bits)
{
    mve_words sums = mve_all(0);
    for (int32_t step = 0; step < steps; step++) {
        const int32_t count = step == 0 && form != MVE_WHOLE ? first : 16;
        for (int32_t k = 0; k < count; k++) {
            MVE_LANES
            {
                const int32_t w = bits == 8 ? weight[16 * i + k] : mve_half(weight[i / 2 * 16 + k], i % 2);
                sums.lane[i] = (int32_t)((uint32_t)sums.lane[i] + (uint32_t)(w * x[k]));
            }
        }
        x += count;
        weight += 8 * bits;
    }
    return sums;
}

