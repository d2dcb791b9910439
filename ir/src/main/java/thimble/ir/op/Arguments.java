package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.TensorData;

/** Lists the arguments of a kernel call in the order of the method's parameters. */
final class Arguments {
  private final List<Argument> list = new ArrayList<>();

  Arguments source(int input) {
    return add(new Argument.Source(input));
  }

  Arguments sourceRows(int input) {
    return add(new Argument.SourceRows(input));
  }

  Arguments sink(int output) {
    return add(new Argument.Sink(output));
  }

  Arguments table(String name, TensorData data) {
    return add(new Argument.Table(name, data));
  }

  Arguments integer(String name, int value) {
    return add(new Argument.Int(name, value));
  }

  Arguments real(String name, float value) {
    return add(new Argument.Real(name, value));
  }

  Arguments perRow(String name, int amount) {
    return add(new Argument.PerRow(name, amount));
  }

  Arguments outputRow() {
    return add(new Argument.OutputRow());
  }

  Arguments inputRow() {
    return add(new Argument.InputRow());
  }

  Arguments scratch(String name, ElementType element, int count) {
    return add(new Argument.Scratch(name, element, count));
  }

  Arguments add(Argument argument) {
    list.add(argument);
    return this;
  }

  KernelCall call(Class<?> kernel, String method) {
    return new KernelCall(kernel.getName(), method, list);
  }
}
