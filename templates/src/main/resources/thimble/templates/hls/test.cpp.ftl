<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#assign net = code.net>
<#list code.head as line>
// ${line}
</#list>
//
// Test bench: runs inferences whose results are known from the integer reference, then every process by itself, whose
// streams are known too; ends with 1 where one byte differs, a table is not what was written, words are left over, or the
// end of a tensor is marked at the wrong word.
#include <cstdio>
#include <vector>

#include "../src/${net}.h"
#include "../src/${net}_stages.hpp"

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

<#if code.memory>
// Every tensor in memory of its own.
static void feed(${net}_word *memory, const signed char *bytes, int count) {
  for (int at = 0; at < count; at += ${code.axiBytes}) {
    ${net}_word word = 0;
    for (int i = 0; i < ${code.axiBytes} && at + i < count; i++) {
      word.range(8 * i + 7, 8 * i) = bytes[at + i];
    }
    memory[at / ${code.axiBytes}] = word;
  }
}

static int compare(const char *name, ${net}_word *memory, const signed char *expected, int count) {
  int wrong = 0;
  for (int at = 0; at < count; at++) {
    ap_int<8> value;
    value = memory[at / ${code.axiBytes}].range(8 * (at % ${code.axiBytes}) + 7, 8 * (at % ${code.axiBytes}));
    if ((int)value != expected[at] && wrong++ < 10) {
      std::printf("%s[%d] is %d, expected %d\n", name, at, (int)value, expected[at]);
    }
  }
  return wrong;
}

// No result of an earlier inference is taken for one of this.
static void clear(${net}_word *memory, int words) {
  for (int i = 0; i < words; i++) {
    memory[i] = 0;
  }
}
<#else>
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
</#if>

static unsigned long long hash_of(unsigned long long hash, long long value) {
  return (hash ^ (unsigned long long)value) * 0x100000001b3ULL;
}

static const unsigned long long basis = 0xcbf29ce484222325ULL;

template <class T> static int check_table(const char *name, const T *table, int count, unsigned long long expected) {
  unsigned long long hash = basis;
  for (int i = 0; i < count; i++) {
    hash = hash_of(hash, (long long)table[i]);
  }
  if (hash != expected) {
    std::printf("table %s is not what was generated\n", name);
  }
  return hash != expected;
}

// Looks at all words of a stream and puts them back.
template <int LANES, int BITS>
static int check_stream(const char *name, hls::stream<ap_uint<LANES * BITS> > &stream, long words, unsigned long long expected) {
  std::vector<ap_uint<LANES * BITS> > all;
  unsigned long long hash = basis;
  while (!stream.empty()) {
    all.push_back(stream.read());
    for (int i = 0; i < LANES; i++) {
      hash = hash_of(hash, (long long)thimble::lane<BITS>(all.back(), i));
    }
  }
  for (size_t i = 0; i < all.size(); i++) {
    stream.write(all[i]);
  }
  const bool wrong = (long)all.size() != words || hash != expected;
  if (wrong) {
    std::printf("stream %s: %ld words of %ld, or other values than the reference's\n", name, (long)all.size(), words);
  }
  return wrong;
}

static int check_processes() {
  int wrong = 0;
<#list code.tables as table>
  wrong += check_table("${table.name}", (const ${table.type} *)${table.name}, ${table.count}, ${table.hash});
</#list>
<#list code.inputs + code.outputs as port>
  ${port.declaration}
</#list>
<#list code.streams as stream>
  hls::stream<${stream.type} > ${stream.name}("${stream.name}");
</#list>
<#list code.inputs as port>
  feed(${port.name}, input_0_${port?index}, ${net}_${port.name}_bytes);
</#list>
<#list code.processes as process>
  ${process.name}(<#list process.inputs + process.outputs as stream>${stream.name}<#sep>, </#list>);
<#list traces[process?index] as trace>
  wrong += check_stream<${trace.lanes}, ${trace.bits}>("${trace.stream}", ${trace.stream}, ${trace.words}, ${trace.hash});
</#list>
</#list>
  return wrong;
}

int main() {
  int wrong = check_processes();
<#list code.inputs + code.outputs as port>
  ${port.declaration}
</#list>
<#list vectors as vector>
<#list code.inputs as port>
  feed(${port.name}, input_${vector?index}_${port?index}, ${net}_${port.name}_bytes);
</#list>
<#if code.memory>
<#list code.outputs as port>
  clear(${port.name}, ${net}_${port.name}_words);
</#list>
</#if>
  ${net}(<#list code.inputs + code.outputs as port>${port.name}<#sep>, </#list>);
<#list code.outputs as port>
  wrong += compare("${port.name}", ${port.name}, expected_${vector?index}_${port?index}, ${net}_${port.name}_bytes);
</#list>
</#list>
  std::printf(wrong == 0 ? "passed: ${vectors?size} inferences equal the reference\n" : "FAILED: %d differences\n", wrong);
  return wrong == 0 ? 0 : 1;
}
