package thimble.codegen.kernel;

import java.util.List;
import java.util.Map;
import thimble.ir.op.KernelCall;

/**
 * Kernels as C text. It stands on its own: a translation unit that has {@code includes} before
 * {@code text} compiles without warnings. Every function in it is {@code static}, so several
 * networks can be linked into one program.
 *
 * @param includes system headers in the order in which to include them: {@code <stdint.h>}
 * @param text constants, helpers and functions, each before its first use; begins and ends without
 *     an empty line, empty if there are no calls
 * @param functions by {@link #key}
 */
public record KernelSource(List<String> includes, String text, Map<String, CFunction> functions) {
  public KernelSource {
    includes = List.copyOf(includes);
    functions = Map.copyOf(functions);
  }

  /** The C function that computes a call. */
  public CFunction function(KernelCall call) {
    CFunction function = functions.get(key(call));
    if (function == null) {
      throw new IllegalArgumentException("not translated: " + key(call));
    }
    return function;
  }

  static String key(KernelCall call) {
    return call.className() + "#" + call.method();
  }
}
