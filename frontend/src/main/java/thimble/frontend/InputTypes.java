package thimble.frontend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.TensorType;

/**
 * Types of a model's inputs with every extent fixed: by the user, or because it is a batch. A first
 * extent left open is a batch and becomes 1, and so does any other extent of the same symbol.
 */
final class InputTypes {
  private final String file;
  private final ImportOptions options;
  private final Map<String, Integer> symbols = new HashMap<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  InputTypes(String file, List<OnnxPort> inputs, ImportOptions options) {
    this.file = file;
    this.options = options;
    for (OnnxPort input : inputs) {
      input
          .shape()
          .filter(shape -> !shape.isEmpty() && !shape.get(0).symbol().isEmpty())
          .ifPresent(shape -> symbols.put(shape.get(0).symbol(), 1));
    }
    options.shapes().forEach((name, extents) -> require(inputs, name, extents));
    options
        .shapes()
        .forEach(
            (name, extents) -> {
              if (extents.size() == 1) {
                symbols.put(name, extents.get(0));
              }
            });
  }

  /** What the user says of shapes names something in the model, and positive extents. */
  private void require(List<OnnxPort> inputs, String name, List<Integer> extents) {
    boolean known =
        inputs.stream().anyMatch(input -> input.name().equals(name) || hasSymbol(input, name));
    if (!known) {
      String names =
          inputs.stream()
              .map(input -> "\"" + input.name() + "\"")
              .collect(Collectors.joining(", "));
      problem(
          Code.T0205,
          "a shape for nothing",
          file,
          "no input and no open extent is called \"" + name + "\"",
          "the inputs are " + names);
    }
    if (extents.isEmpty() || extents.stream().anyMatch(extent -> extent < 1)) {
      problem(
          Code.T0205, "a shape that makes no sense", file, "\"" + name + "\" is " + extents, "");
    }
  }

  private static boolean hasSymbol(OnnxPort input, String name) {
    return input.shape().stream()
        .flatMap(List::stream)
        .anyMatch(dimension -> dimension.symbol().equals(name));
  }

  List<Diagnostic> problems() {
    return problems;
  }

  /** The type of one input; none where there is a problem. */
  Optional<TensorType> type(OnnxPort input) {
    String where = file + ", input \"" + input.name() + "\"";
    Optional<ElementType> element = OnnxType.element(input.dataType());
    if (!input.kind().equals("tensor") || element.isEmpty()) {
      String kind = input.kind().equals("tensor") ? OnnxType.text(input.dataType()) : input.kind();
      problem(Code.T0202, "a tensor type that is not supported", where, "it is " + kind, "");
      return Optional.empty();
    }
    return shape(input, where).flatMap(shape -> type(element.get(), shape, where));
  }

  private Optional<TensorType> type(ElementType element, List<Integer> shape, String where) {
    try {
      return Optional.of(TensorType.of(element, shape));
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(Code.T0207, "a tensor too large to hold", where, "its shape is " + shape, "");
      return Optional.empty();
    }
  }

  private Optional<List<Integer>> shape(OnnxPort input, String where) {
    List<Integer> stated = options.shapes().get(input.name());
    if (input.shape().isEmpty()) {
      if (stated == null) {
        problem(
            Code.T0205,
            "an input without a shape",
            where,
            "the model does not even say its rank",
            "--shape " + input.name() + "=1,3,224,224");
      }
      return Optional.ofNullable(stated);
    }
    List<OnnxPort.Dimension> dimensions = input.shape().get();
    if (stated != null && stated.size() != dimensions.size()) {
      problem(
          Code.T0205,
          "a shape that does not fit the model",
          where,
          "--shape names " + stated.size() + " extents, the model has " + dimensions.size(),
          "");
      return Optional.empty();
    }
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < dimensions.size(); axis++) {
      Optional<Integer> extent = extent(dimensions.get(axis), stated, axis, input, where);
      if (extent.isEmpty()) {
        return Optional.empty();
      }
      shape.add(extent.get());
    }
    return Optional.of(shape);
  }

  private Optional<Integer> extent(
      OnnxPort.Dimension dimension, List<Integer> stated, int axis, OnnxPort input, String where) {
    if (dimension.value().isPresent()) {
      long value = dimension.value().getAsLong();
      if (value > Integer.MAX_VALUE) {
        problem(Code.T0207, "a tensor too large to hold", where, "an extent of " + value, "");
        return Optional.empty();
      }
      if (stated != null && stated.get(axis) != value) {
        problem(
            Code.T0205,
            "a shape that does not fit the model",
            where,
            "axis " + axis + " is " + value + ", --shape says " + stated.get(axis),
            "");
        return Optional.empty();
      }
      return Optional.of((int) value);
    }
    if (stated != null) {
      return Optional.of(stated.get(axis));
    }
    if (symbols.containsKey(dimension.symbol())) {
      return Optional.of(symbols.get(dimension.symbol()));
    }
    if (axis == 0) {
      return Optional.of(1);
    }
    String symbol = dimension.symbol();
    problem(
        Code.T0205,
        "a dynamic shape left open",
        where,
        "axis " + axis + (symbol.isEmpty() ? " is unknown" : " is \"" + symbol + "\""),
        symbol.isEmpty() ? "--shape " + input.name() + "=..." : "--shape " + symbol + "=...");
    return Optional.empty();
  }

  private void problem(Code code, String what, String where, String why, String hint) {
    problems.add(new Diagnostic(code, what, where, why, hint));
  }
}
