package thimble.frontend.rows;

import java.util.List;
import java.util.function.Function;

/**
 * How one operator of ONNX is said in the graph's operators.
 *
 * @param domain empty for ONNX's own
 * @param minInputs fewer are refused before the row is asked
 * @param maxInputs more are refused
 */
record Row(String domain, String opType, int minInputs, int maxInputs, Emitter emitter) {
  static final int ANY = Integer.MAX_VALUE;

  /** Adds nodes at a site; gives the results in the operator's order. */
  @FunctionalInterface
  interface Emitter {
    List<Operand> emit(Site site);
  }

  /** A row of ONNX's own domain with one result. */
  static Row of(String opType, int minInputs, int maxInputs, Function<Site, Operand> emitter) {
    return new Row("", opType, minInputs, maxInputs, site -> List.of(emitter.apply(site)));
  }

  /** A row of ONNX's own domain with several results. */
  static Row several(String opType, int minInputs, int maxInputs, Emitter emitter) {
    return new Row("", opType, minInputs, maxInputs, emitter);
  }

  /** The same row in another domain. */
  Row in(String otherDomain) {
    return new Row(otherDomain, opType, minInputs, maxInputs, emitter);
  }
}
