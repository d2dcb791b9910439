package thimble.codegen.kernel;

/** What emitted code assumes of its compiler, asserted by the code itself. */
final class Preamble {
  private Preamble() {}

  static String integers() {
    return """
        /* The kernels were translated from Java; where C leaves a choice they rely on these. */
        _Static_assert(sizeof(int) == 4, "int has 32 bits");
        _Static_assert(-1 >> 1 == -1, "a signed number's shift to the right keeps its sign");
        _Static_assert((int8_t)0x1ff == -1, "narrowing keeps the low bits");\
        """;
  }

  static String floats() {
    return """
        #if defined(__FAST_MATH__)
        #error "-ffast-math changes results: compile without it"
        #endif
        #if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
        #error "floats must be computed in their own precision"
        #endif
        #if defined(__clang__)
        #pragma STDC FP_CONTRACT OFF
        #endif\
        """;
  }
}
