package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;

/** Kernels that read one input and write one output of its shape, element after element. */
final class Elementwise {
  private Elementwise() {}

  /** Source, parameters, sink, number of elements. */
  static KernelCall call(
      Class<?> kernel, String method, Signature signature, Argument... parameters) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.addAll(List.of(parameters));
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.PerRow("count", signature.output().rowElements()));
    return KernelCall.of(kernel, method, arguments.toArray(Argument[]::new));
  }
}
