// What Java's own arithmetic does that no C operator does: taken from here, helper by helper, into
// the kernels that need it. A line "//: name <header>" begins a helper and names what it includes.

//: min_s32
static inline int32_t min_s32(int32_t a, int32_t b) {
  return a < b ? a : b;
}

//: max_s32
static inline int32_t max_s32(int32_t a, int32_t b) {
  return a > b ? a : b;
}

//: min_s64
static inline int64_t min_s64(int64_t a, int64_t b) {
  return a < b ? a : b;
}

//: max_s64
static inline int64_t max_s64(int64_t a, int64_t b) {
  return a > b ? a : b;
}

//: min_f32 <math.h>
/* The smaller number; NaN if either is NaN; -0 is smaller than 0. */
static inline float min_f32(float a, float b) {
  if (a < b) {
    return a;
  }
  if (b < a || b != b) {
    return b;
  }
  return a != a || signbit(a) ? a : b;
}

//: max_f32 <math.h>
/* The larger number; NaN if either is NaN; 0 is larger than -0. */
static inline float max_f32(float a, float b) {
  if (a > b) {
    return a;
  }
  if (b > a || b != b) {
    return b;
  }
  return a != a || signbit(b) ? a : b;
}

//: min_f64 <math.h>
/* The smaller number; NaN if either is NaN; -0 is smaller than 0. */
static inline double min_f64(double a, double b) {
  if (a < b) {
    return a;
  }
  if (b < a || b != b) {
    return b;
  }
  return a != a || signbit(a) ? a : b;
}

//: max_f64 <math.h>
/* The larger number; NaN if either is NaN; 0 is larger than -0. */
static inline double max_f64(double a, double b) {
  if (a > b) {
    return a;
  }
  if (b > a || b != b) {
    return b;
  }
  return a != a || signbit(b) ? a : b;
}

//: abs_s32
/* The absolute value; of INT32_MIN itself, which has none. */
static inline int32_t abs_s32(int32_t x) {
  return x < 0 ? (int32_t)(0U - (uint32_t)x) : x;
}

//: abs_s64
/* The absolute value; of INT64_MIN itself, which has none. */
static inline int64_t abs_s64(int64_t x) {
  return x < 0 ? (int64_t)(UINT64_C(0) - (uint64_t)x) : x;
}

//: s32_from_f32
/* Toward zero; the nearest int32_t where it is too large, 0 for NaN. */
static inline int32_t s32_from_f32(float x) {
  if (x >= 2147483648.0f) {
    return INT32_MAX;
  }
  if (x <= -2147483648.0f) {
    return INT32_MIN;
  }
  return x == x ? (int32_t)x : 0;
}

//: s64_from_f32
/* Toward zero; the nearest int64_t where it is too large, 0 for NaN. */
static inline int64_t s64_from_f32(float x) {
  if (x >= 9223372036854775808.0f) {
    return INT64_MAX;
  }
  if (x <= -9223372036854775808.0f) {
    return INT64_MIN;
  }
  return x == x ? (int64_t)x : 0;
}

//: s32_from_f64
/* Toward zero; the nearest int32_t where it is too large, 0 for NaN. */
static inline int32_t s32_from_f64(double x) {
  if (x >= 2147483647.0) {
    return INT32_MAX;
  }
  if (x <= -2147483648.0) {
    return INT32_MIN;
  }
  return x == x ? (int32_t)x : 0;
}

//: s64_from_f64
/* Toward zero; the nearest int64_t where it is too large, 0 for NaN. */
static inline int64_t s64_from_f64(double x) {
  if (x >= 9223372036854775808.0) {
    return INT64_MAX;
  }
  if (x <= -9223372036854775808.0) {
    return INT64_MIN;
  }
  return x == x ? (int64_t)x : 0;
}

//: f32_from_bits <string.h>
static inline float f32_from_bits(int32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

//: bits_of_f32 <string.h>
static inline int32_t bits_of_f32(float x) {
  int32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

//: f64_from_bits <string.h>
static inline double f64_from_bits(int64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

//: bits_of_f64 <string.h>
static inline int64_t bits_of_f64(double x) {
  int64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
