// Tensors one behind the other: in every block a run of each.
#ifndef THIMBLE_CONCAT_HPP
#define THIMBLE_CONCAT_HPP

#include <ap_int.h>
#include <hls_stream.h>

namespace thimble {
<#list [1, 2, 3, 4, 5, 6, 7, 8] as count>

template <class K>
void concat_${count}(<#list 0..<count as input>hls::stream<ap_uint<K::lanes * K::bits>> &in_${input}, </#list>hls::stream<ap_uint<K::lanes * K::bits>> &out) {
  const int BLOCK = <#list 0..<count as input>K::run_${input}<#sep> + </#list>;
  int at = 0;
  for (int i = 0; i < K::blocks * BLOCK; i++) {
#pragma HLS PIPELINE II=1 style=flp
    int end = 0;
    ap_uint<K::lanes * K::bits> word;
<#list 0..<count as input>
    if (at >= end && at < end + K::run_${input}) {
      word = in_${input}.read();
    }
    end += K::run_${input};
</#list>
    out.write(word);
    at = at + 1 == BLOCK ? 0 : at + 1;
  }
}
</#list>

} // namespace thimble

#endif
