package thimble.targets.mve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.cortexm.ExactSumModel;
import thimble.targets.cortexm.Sum;
import thimble.targets.cortexm.SumModel;

/**
 * Sums and differences of two int8 tensors of different scales: the numbers that {@link Sum} finds,
 * four elements at a time. Here they are arguments, so that all layers share a function.
 */
final class Sums {
  private Sums() {}

  /**
   * @param sign 1 for a sum, -1 for a difference
   */
  static Optional<Kernel> find(Op op, Signature signature, int sign) {
    return Sum.find(op, signature, sign).flatMap(kernel -> vectors(kernel, signature));
  }

  private static Optional<Kernel> vectors(Kernel kernel, Signature signature) {
    Record model = kernel.template().orElseThrow().model();
    if (model instanceof SumModel linear) {
      return Optional.of(
          kernel(
              kernel,
              "add",
              new CountModel(linear.count()),
              numbers(
                  "ca", linear.ca(),
                  "cb", linear.cb(),
                  "c", linear.c(),
                  "shift", -linear.bits(),
                  "low", linear.low(),
                  "high", linear.high()),
              cost(signature, 2.5)));
    }
    ExactSumModel exact = (ExactSumModel) model;
    if (!exact.call().equals("dsp_requantize")) {
      return Optional.empty();
    }
    return Optional.of(
        kernel(
            kernel,
            "add_exact",
            new CountModel(exact.count()),
            numbers(
                "multiplier", exact.multiplier(),
                "shift", -exact.shift(),
                "zero", exact.zero(),
                "low", exact.low(),
                "high", exact.high()),
            cost(signature, 3.75)));
  }

  private static Cost cost(Signature signature, double perElement) {
    return new Cost.Linear(
        40, (signature.output().count() / (double) signature.output().rows()) * perElement);
  }

  /** Names and values by turns. */
  private static List<Argument> numbers(Object... namesAndValues) {
    List<Argument> numbers = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      numbers.add(new Argument.Int((String) namesAndValues[i], (Integer) namesAndValues[i + 1]));
    }
    return numbers;
  }

  private static Kernel kernel(
      Kernel of, String stem, CountModel model, List<Argument> numbers, Cost cost) {
    List<Argument> arguments = new ArrayList<>();
    for (Argument argument : of.call().arguments()) {
      arguments.add(argument instanceof Argument.Table table ? byBytes(table) : argument);
    }
    arguments.addAll(numbers);
    String label = stem + "_mve";
    return new Kernel(
        MveLibrary.NAME,
        new KernelCall(MveLibrary.NAME, label, arguments),
        of.access(),
        of.overwritable(),
        Optional.of(new KernelTemplate("mve/" + stem, label, model, MveLibrary.NAME)),
        cost);
  }

  /** Tables of numbers from -128 to 127, in the order of bytes without a sign: 0 to 127 first. */
  private static Argument byBytes(Argument.Table table) {
    int[] numbers = table.data().intArray();
    int[] turned = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      turned[i] = numbers[i ^ 128];
    }
    return new Argument.Table(table.name(), TensorData.ints(turned));
  }
}
