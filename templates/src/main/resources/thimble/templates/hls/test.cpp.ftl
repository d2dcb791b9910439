<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#assign net = code.net>
<#list code.head as line>
// ${line}
</#list>
//
// Test bench: runs inferences whose results are known from the integer reference, and ends with 1 where one byte differs,
// where words are left over, or where the end of a tensor is marked at the wrong word.
#include <cstdio>

#include "../src/${net}.h"

<#list vectors as vector>
<#list vector.inputs as lines>
static const signed char input_${vector?index}_${lines?index}[] = {
<#list lines as line>
  ${line}
</#list>
};
</#list>
<#list vector.outputs as lines>
static const signed char expected_${vector?index}_${lines?index}[] = {
<#list lines as line>
  ${line}
</#list>
};
</#list>
</#list>

static void feed(hls::stream<${net}_word> &stream, const signed char *bytes, int count) {
  for (int at = 0; at < count; at += ${code.axiBytes}) {
    ${net}_word word;
    word.data = 0;
    for (int i = 0; i < ${code.axiBytes} && at + i < count; i++) {
      word.data.range(8 * i + 7, 8 * i) = bytes[at + i];
    }
    word.keep = ~0ULL;
    word.strb = ~0ULL;
    word.last = at + ${code.axiBytes} >= count;
    stream.write(word);
  }
}

static int compare(const char *name, hls::stream<${net}_word> &stream, const signed char *expected, int count) {
  int wrong = 0;
  for (int at = 0; at < count; at += ${code.axiBytes}) {
    if (stream.empty()) {
      std::printf("%s ends after %d of %d bytes\n", name, at, count);
      return wrong + 1;
    }
    const ${net}_word word = stream.read();
    for (int i = 0; i < ${code.axiBytes} && at + i < count; i++) {
      ap_int<8> value;
      value = word.data.range(8 * i + 7, 8 * i);
      if ((int)value != expected[at + i] && wrong++ < 10) {
        std::printf("%s[%d] is %d, expected %d\n", name, at + i, (int)value, expected[at + i]);
      }
    }
    if ((word.last != 0) != (at + ${code.axiBytes} >= count) && wrong++ < 10) {
      std::printf("%s: last is %d at byte %d\n", name, (int)word.last, at);
    }
  }
  if (!stream.empty()) {
    std::printf("%s: words are left over\n", name);
    wrong++;
  }
  return wrong;
}

int main() {
  int wrong = 0;
<#list code.inputs + code.outputs as port>
  hls::stream<${net}_word> ${port.name}("${port.name}");
</#list>
<#list vectors as vector>
<#list code.inputs as port>
  feed(${port.name}, input_${vector?index}_${port?index}, ${net}_${port.name}_bytes);
</#list>
  ${net}(<#list code.inputs + code.outputs as port>${port.name}<#sep>, </#list>);
<#list code.outputs as port>
  wrong += compare("${port.name}", ${port.name}, expected_${vector?index}_${port?index}, ${net}_${port.name}_bytes);
</#list>
</#list>
  std::printf(wrong == 0 ? "passed: ${vectors?size} inferences equal the reference\n" : "FAILED: %d differences\n", wrong);
  return wrong == 0 ? 0 : 1;
}
