package thimble.targets;

import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;

/** Reads the numbers that an operator gives its reference kernel: there they are computed. */
public record ReferenceCall(KernelCall call) {
  /** The extent that grows with the rows of a call. */
  public Argument.PerRow perRow(String name) {
    for (Argument argument : call.arguments()) {
      if (argument instanceof Argument.PerRow extent && extent.name().equals(name)) {
        return extent;
      }
    }
    throw new IllegalArgumentException(call.method() + " has no extent " + name);
  }

  public int integer(String name) {
    for (Argument argument : call.arguments()) {
      if (argument instanceof Argument.Int number && number.name().equals(name)) {
        return number.value();
      }
    }
    throw new IllegalArgumentException(call.method() + " has no number " + name);
  }

  public int[] ints(String name) {
    for (Argument argument : call.arguments()) {
      if (argument instanceof Argument.Table table && table.name().equals(name)) {
        return table.data().intArray();
      }
    }
    throw new IllegalArgumentException(call.method() + " has no table " + name);
  }
}
