<#-- @ftlvariable type=thimble.codegen.hls.HlsCode -->
// Runs the processes of the design as threads, with the streams the design has:
//   simulation INPUTS OUTPUTS [STREAM=DEPTH ...]
// INPUTS holds the bytes of all inputs of one inference after another; OUTPUTS gets those of the outputs.
// Prints a line for every stream and ends with 3 where the design deadlocks.
#include "scheduler.h"

#include "${net}.h"
#include "${net}_stages.hpp"

#include <cstring>
#include <string>

<#if memory>
static void feed(${net}_word *memory, const std::vector<char> &bytes, size_t from, size_t count) {
  for (size_t at = 0; at < count; at += ${axiBytes}) {
    ${net}_word word = 0;
    for (size_t i = 0; i < ${axiBytes} && at + i < count; i++) {
      word.range(8 * i + 7, 8 * i) = bytes[from + at + i];
    }
    memory[at / ${axiBytes}] = word;
  }
}

static bool drain(${net}_word *memory, FILE *file, size_t count) {
  for (size_t at = 0; at < count; at++) {
    std::fputc(int((unsigned long long)memory[at / ${axiBytes}] >> 8 * (at % ${axiBytes}) & 255), file);
  }
  return true;
}
<#else>
static void feed(hls::stream<${net}_word> &stream, const std::vector<char> &bytes, size_t from, size_t count) {
  for (size_t at = 0; at < count; at += ${axiBytes}) {
    ${net}_word word;
    word.data = 0;
    for (size_t i = 0; i < ${axiBytes} && at + i < count; i++) {
      word.data.range(8 * i + 7, 8 * i) = bytes[from + at + i];
    }
    word.keep = ~0ULL;
    word.strb = ~0ULL;
    word.last = at + ${axiBytes} >= count;
    stream.write(word);
  }
}

static bool drain(hls::stream<${net}_word> &stream, FILE *file, size_t count) {
  for (size_t at = 0; at < count; at += ${axiBytes}) {
    const ${net}_word word = stream.read();
    for (size_t i = 0; i < ${axiBytes} && at + i < count; i++) {
      std::fputc(int((unsigned long long)word.data >> 8 * i & 255), file);
    }
    if (bool(word.last) != (at + ${axiBytes} >= count)) {
      std::printf("last is wrong at byte %zu\n", at);
      return false;
    }
  }
  return true;
}
</#if>

int main(int count, char **arguments) {
  if (count < 3) {
    return 2;
  }
  FILE *file = std::fopen(arguments[1], "rb");
  std::vector<char> bytes;
  char buffer[65536];
  for (size_t got; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    bytes.insert(bytes.end(), buffer, buffer + got);
  }
  std::fclose(file);
  FILE *results = std::fopen(arguments[2], "wb");

<#list inputs as port>
  ${port.declaration}
</#list>
<#list outputs as port>
  ${port.declaration}
</#list>
<#list streams as stream>
  hls::stream<${stream.type} > ${stream.name}("${stream.name}");
  ${stream.name}.channel.depth = ${stream.depth};
</#list>
  thimble_sim::Channel *const channels[] = {
<#list streams as stream>
    &${stream.name}.channel,
</#list>
  };
  for (int i = 3; i < count; i++) {
    char *equals = std::strchr(arguments[i], '=');
    for (thimble_sim::Channel *channel : channels) {
      if (equals != nullptr && std::string(arguments[i], equals) == channel->name) {
        channel->depth = std::strtoul(equals + 1, nullptr, 10);
      }
    }
  }

  const size_t inference = 0<#list inputs as port> + ${net}_${port.name}_bytes</#list>;
  for (size_t at = 0; at + inference <= bytes.size(); at += inference) {
    size_t from = at;
<#list inputs as port>
    feed(${port.name}, bytes, from, ${net}_${port.name}_bytes);
    from += ${net}_${port.name}_bytes;
</#list>
<#list processes as process>
    thimble_sim::process("${process.name}", [&] { ${process.name}(<#list process.inputs + process.outputs as stream>${stream.name}<#sep>, </#list>); });
</#list>
    if (!thimble_sim::run()) {
      return 3;
    }
<#list outputs as port>
    if (!drain(${port.name}, results, ${net}_${port.name}_bytes)) {
      return 4;
    }
</#list>
  }
  std::fclose(results);
  for (thimble_sim::Channel *channel : channels) {
    std::printf("stream %s %zu %zu %llu\n", channel->name, channel->depth, channel->highest, channel->words);
    if (channel->fill != 0) {
      std::printf("words are left in %s\n", channel->name);
      return 4;
    }
  }
  return 0;
}
