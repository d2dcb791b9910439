package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.kernel.AddKernel;
import thimble.ir.kernel.Requantize;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Sums and differences of two int8 tensors of one shape and different scales.
 *
 * <p>The rule rescales three times, but what it computes is nearly {@code (a ca + b cb + c) / 2^k}
 * rounded down. There are only 65,536 pairs of operands: numbers are taken with which every one of
 * them comes out exactly. Where there are none (ties that are rounded away from zero on both
 * sides), tables bring the operands to the common scale, and the sum is rescaled by the rule.
 */
public final class Sum {
  private static final int MOST_BITS = 24;

  /** How many numbers around the nearest one are tried for each operand. */
  private static final int SIDE = 9;

  private final ReferenceCall reference;
  private final int sign;
  private final int clampLow;
  private final int clampHigh;
  private final byte[] expected = new byte[1 << 16];

  private Sum(ReferenceCall reference, int sign) {
    this.reference = reference;
    this.sign = sign;
    clampLow = reference.integer("clampLow");
    clampHigh = reference.integer("clampHigh");
    // The rule itself (docs/semantics.md, "Add/Sub").
    int multiplier = reference.integer("dstMultiplier");
    int shift = reference.integer("dstShift");
    int zero = reference.integer("dstZero");
    int[] scaledB = scaled("b");
    int[] scaledA = scaled("a");
    for (int a = -128; a < 128; a++) {
      for (int b = -128; b < 128; b++) {
        int sum = scaledA[a + 128] + sign * scaledB[b + 128];
        expected[index(a, b)] =
            (byte) Requantize.toOutput(sum, multiplier, shift, zero, clampLow, clampHigh);
      }
    }
  }

  /**
   * @param sign 1 for a sum, -1 for a difference
   */
  public static Optional<Kernel> find(Op op, Signature signature, int sign) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("s8")) {
      return Optional.empty();
    }
    List<Argument> arguments = call.arguments();
    Argument count = arguments.get(arguments.size() - 1);
    String countName =
        count instanceof Argument.PerRow extent ? extent.name() : ((Argument.Int) count).name();
    Sum sum = new Sum(new ReferenceCall(call), sign);
    List<Argument> fast = new ArrayList<>(List.of(new Argument.Source(0), new Argument.Source(1)));
    boolean clamps = sum.clampLow > Byte.MIN_VALUE || sum.clampHigh < Byte.MAX_VALUE;
    Optional<Linear> linear = sum.linear();
    KernelTemplate template;
    if (linear.isPresent()) {
      template = new KernelTemplate("cortexm/add", "add", new SumModel(clamps, countName));
      fast.addAll(linear.get().arguments());
    } else {
      int shift = sum.reference.integer("dstShift");
      String rescale = shift < 0 ? "dsp_requantize" : "dsp_requantize_any";
      template =
          new KernelTemplate(
              "cortexm/add_exact", "add_exact", new ExactSumModel(rescale, clamps, countName));
      fast.add(new Argument.Table("scaled", sum.scaled()));
      fast.add(new Argument.Int("multiplier", sum.reference.integer("dstMultiplier")));
      fast.add(new Argument.Int("shift", Math.abs(shift)));
      fast.add(new Argument.Int("zero", sum.reference.integer("dstZero")));
    }
    if (clamps) {
      fast.add(new Argument.Int("low", sum.clampLow));
      fast.add(new Argument.Int("high", sum.clampHigh));
    }
    fast.add(new Argument.Sink(0));
    fast.add(count);
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, template.label(), fast),
            op.access(signature),
            op.overwritable(signature),
            Optional.of(template),
            cost(signature, linear.isPresent())));
  }

  private static Cost cost(Signature signature, boolean linear) {
    double elements = signature.output().count() / (double) signature.output().rows();
    return new Cost.Linear(ConvCost.ARGUMENTS + 18, elements * (linear ? 9.25 : 17.75));
  }

  /** Every number of each operand in the common scale, the second's with the sign. */
  private TensorData scaled() {
    int[] table = new int[512];
    int[] a = scaled("a");
    int[] b = scaled("b");
    for (int x = 0; x < 256; x++) {
      table[x] = a[x];
      table[256 + x] = sign * b[x];
    }
    return TensorData.ints(table);
  }

  private static int index(int a, int b) {
    return (a & 0xFF) << 8 | b & 0xFF;
  }

  /** Every number of an operand in the common scale. */
  private int[] scaled(String operand) {
    int zero = reference.integer(operand + "Zero");
    int multiplier = reference.integer(operand + "Multiplier");
    int shift = reference.integer(operand + "Shift");
    int[] scaled = new int[256];
    for (int x = -128; x < 128; x++) {
      scaled[x + 128] = Requantize.apply((x - zero) * AddKernel.S8_UNIT, multiplier, shift);
    }
    return scaled;
  }

  /** Output steps for each step of an operand. */
  private double factor(String operand) {
    return AddKernel.S8_UNIT * real(operand) * real("dst");
  }

  private double real(String name) {
    return Math.scalb(
        (double) reference.integer(name + "Multiplier"), reference.integer(name + "Shift") - 31);
  }

  /** The form {@code (a ca + b cb + c) >> bits}. */
  private record Linear(int ca, int cb, int c, int bits) {
    List<Argument> arguments() {
      return List.of(
          new Argument.Int("ca", ca),
          new Argument.Int("cb", cb),
          new Argument.Int("c", c),
          new Argument.Int("bits", bits));
    }
  }

  private Optional<Linear> linear() {
    double a = factor("a");
    double b = sign * factor("b");
    int bits = MOST_BITS;
    while (bits > 0 && 300 * (Math.abs(a) + Math.abs(b) + 1) * (1 << bits) >= 1L << 31) {
      bits--;
    }
    for (int trial = 0; bits > 8 && trial < SIDE * SIDE; trial++) {
      int ca = (int) Math.rint(a * (1 << bits)) + near(trial % SIDE);
      int cb = (int) Math.rint(b * (1 << bits)) + near(trial / SIDE);
      Optional<Integer> c = constant(ca, cb, bits);
      if (c.isPresent()) {
        return Optional.of(new Linear(ca, cb, c.get(), bits));
      }
    }
    return Optional.empty();
  }

  /** 0, 1, -1, 2, -2... */
  private static int near(int number) {
    return number % 2 == 0 ? -number / 2 : number / 2 + 1;
  }

  /** The middle of the interval in which every pair comes out exactly. */
  private Optional<Integer> constant(int ca, int cb, int bits) {
    long low = Integer.MIN_VALUE / 2;
    long high = Integer.MAX_VALUE / 2;
    for (int a = -128; a < 128; a++) {
      for (int b = -128; b < 128; b++) {
        long y = expected[index(a, b)];
        long sum = (long) a * ca + (long) b * cb;
        if (y > clampLow) {
          low = Math.max(low, (y << bits) - sum);
        }
        if (y < clampHigh) {
          high = Math.min(high, (y + 1 << bits) - 1 - sum);
        }
      }
      if (low > high) {
        return Optional.empty();
      }
    }
    long most = 128L * Math.abs(ca) + 128L * Math.abs(cb) + Math.max(Math.abs(low), Math.abs(high));
    return most < 1L << 31 ? Optional.of((int) ((low + high) >> 1)) : Optional.empty();
  }
}
