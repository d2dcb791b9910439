// Words of several lanes: lane i of B bits lies at bit i*B.
#ifndef THIMBLE_LANES_HPP
#define THIMBLE_LANES_HPP

#include <ap_int.h>

namespace thimble {

template <int B, int W> ap_int<B> lane(const ap_uint<W> &word, int i) {
#pragma HLS INLINE
  ap_int<B> value;
  value = word.range(B * i + B - 1, B * i);
  return value;
}

template <int B, int W> void set_lane(ap_uint<W> &word, int i, const ap_int<B> &value) {
#pragma HLS INLINE
  word.range(B * i + B - 1, B * i) = value;
}

// The nearest number of B bits.
template <int B> ap_int<B> saturate(long long value) {
#pragma HLS INLINE
  const long long limit = (1LL << (B - 1)) - 1;
  return value > limit ? limit : value < -limit - 1 ? -limit - 1 : value;
}

// A product, in look-up tables or where the tool likes it.
template <bool FABRIC> long long product_of(long long a, long long b) {
#pragma HLS INLINE
  if (FABRIC) {
    const long long product = a * b;
#pragma HLS BIND_OP variable=product op=mul impl=fabric
    return product;
  }
  return a * b;
}

} // namespace thimble

#endif
