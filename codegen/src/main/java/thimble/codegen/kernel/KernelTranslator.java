package thimble.codegen.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import thimble.ir.op.KernelCall;

/**
 * Translates reference kernels from Java to portable C11, so that firmware computes bit for bit
 * what the JVM computed.
 *
 * <p>Kernels are written in a subset of Java in which a C programmer recognises every line:
 * primitives and arrays of them as parameters, primitive locals, {@code if}, {@code for}, {@code
 * while}, {@code switch}, arithmetic, casts, calls of other kernels. Most of it means the same in
 * both languages and stands in C as it stood in Java, comments included.
 *
 * <p><b>What the two languages read differently</b> is listed here, and nowhere else; {@code
 * docs/kernels.md} says it for authors of kernels, {@code SemanticsTest} holds compiled C against
 * the JVM for every line.
 *
 * <ul>
 *   <li><b>Overflow</b> of {@code + - *} and unary minus on int and long: Java wraps, C leaves it
 *       undefined. Contract: it does not happen; where it is meant, kernels call {@code Wrap},
 *       which becomes unsigned arithmetic.
 *   <li><b>Division</b> and remainder truncate in both. Contract: no division by zero, and not the
 *       smallest number by -1. Floating {@code %} is {@code fmod}, which is exact.
 *   <li><b>Shifts</b>: Java takes the amount modulo 32 or 64: a literal amount is reduced here,
 *       another is masked. {@code <<} and {@code >>>} go through unsigned numbers and mean exactly
 *       what they mean in Java; {@code >>} relies on the arithmetic shift of signed numbers, which
 *       emitted code asserts.
 *   <li><b>Narrowing</b> of integers keeps the low bits: C leaves it to the compiler; emitted code
 *       asserts it.
 *   <li><b>Compound assignments</b> narrow silently in Java: {@code b += x} on a byte, {@code i *=
 *       f} on an int are written out with their casts.
 *   <li><b>Float to integer</b> saturates and turns NaN to 0; out of range C leaves it undefined: a
 *       helper does it. Integer to float rounds to nearest in both.
 *   <li><b>Math.min and max</b> of floats know NaN and -0: helpers. {@code Math.abs} of the
 *       smallest int is itself: a helper. {@code sqrt, floor, ceil, rint} are C's own, in single
 *       precision where argument and result are float (the result is the same).
 *   <li><b>Contraction</b> of {@code a * b + c} into one rounding: Java forbids it, C compilers may
 *       do it. Emitted code switches it off where a pragma can; projects compile with {@code
 *       -ffp-contract=off}. Code refuses to compile under fast-math, and where floats are computed
 *       in a wider format.
 *   <li><b>NaN</b>: which NaN comes out of an operation (sign, payload) is left open.
 *   <li><b>Order of evaluation</b> is left to right in Java, open in C: see {@link Expressions}.
 *   <li><b>Array bounds</b> are checked by the JVM only. Contract: indices are inside.
 * </ul>
 */
public final class KernelTranslator {
  private KernelTranslator() {}

  /**
   * The kernels behind these calls, and all that they call, as C text. The order of the calls does
   * not matter.
   *
   * @throws thimble.ir.ThimbleException with one T0701 for each place outside of the subset of Java
   *     that kernels are written in
   */
  public static KernelSource translate(Collection<KernelCall> calls) {
    return translate(calls, KernelText::known);
  }

  /** As {@link #translate(Collection)}, with source from elsewhere. */
  static KernelSource translate(Collection<KernelCall> calls, KernelText.Library library) {
    Translation translation = new Translation(library);
    Map<String, KernelCall> distinct = new TreeMap<>();
    calls.forEach(call -> distinct.putIfAbsent(KernelSource.key(call), call));
    Map<String, CFunction> functions = new LinkedHashMap<>();
    distinct.forEach((key, call) -> entry(translation, call).ifPresent(f -> functions.put(key, f)));
    translation.violations().throwIfAny();

    List<String> parts = new ArrayList<>();
    if (!functions.isEmpty()) {
      parts.add(Preamble.integers());
      if (translation.texts().stream().anyMatch(KernelTranslator::computesFloats)) {
        parts.add(Preamble.floats());
      }
      parts.addAll(translation.helpers().texts());
      parts.addAll(translation.texts());
    }
    TreeSet<String> includes = new TreeSet<>(translation.helpers().includes());
    includes.addAll(List.of("<stdbool.h>", "<stdint.h>"));
    return new KernelSource(new ArrayList<>(includes), joined(parts), functions);
  }

  private static Optional<CFunction> entry(Translation translation, KernelCall call) {
    Optional<SourceClass> source = translation.program().find(call.className());
    if (source.isEmpty()) {
      translation.violations().noSource(call.className());
      return Optional.empty();
    }
    List<SourceClass.Method> methods = source.get().entries(call.method());
    if (methods.size() != 1) {
      translation.violations().noMethod(source.get(), call.method(), methods.size());
      return Optional.empty();
    }
    return Optional.of(translation.entry(methods.get(0)).signature());
  }

  private static boolean computesFloats(String text) {
    return text.contains("float") || text.contains("double");
  }

  /** Empty lines between functions, none between macros. */
  private static String joined(List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      boolean together =
          i > 0 && parts.get(i).startsWith("#define") && parts.get(i - 1).startsWith("#define");
      text.append(i == 0 ? "" : together ? "\n" : "\n\n").append(parts.get(i));
    }
    return text.append(parts.isEmpty() ? "" : "\n").toString();
  }
}
