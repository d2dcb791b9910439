package thimble.targets.cmsisnn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.KernelCall;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.cmsisnn.WindowModel.Dimensions;
import thimble.targets.cmsisnn.WindowModel.Tile;

/** {@code arm_avgpool_s8} and {@code arm_max_pool_s8}. */
final class Pooling {
  private Pooling() {}

  static CmsisNnLibrary.Fit find(AveragePool2d op, Signature signature, boolean vectors) {
    Window2d window = op.window();
    boolean padded =
        window.padTop() != 0
            || window.padLeft() != 0
            || window.padBottom() != 0
            || window.padRight() != 0;
    if (op.countPadding() && padded) {
      return CmsisNnLibrary.Fit.refused("its padding counts");
    }
    int buffer = vectors ? 0 : signature.input(0).extent(-1) * Integer.BYTES;
    return find(op, window, signature, "arm_avgpool_s8", "Average", buffer);
  }

  static CmsisNnLibrary.Fit find(MaxPool2d op, Signature signature) {
    return find(op, op.window(), signature, "arm_max_pool_s8", "Maximum", 0);
  }

  private static CmsisNnLibrary.Fit find(
      Op op, Window2d window, Signature signature, String function, String title, int bufferBytes) {
    if (signature.input(0).element() != ElementType.S8) {
      return CmsisNnLibrary.Fit.refused("it is not of int8");
    }
    if (window.dilationX() != 1 || window.dilationY() != 1) {
      return CmsisNnLibrary.Fit.refused("its window is dilated");
    }
    Dimensions from = Windowed.dimensions(signature.input(0));
    Dimensions to = Windowed.dimensions(signature.output());
    if (window.padTop() < 0
        || window.padLeft() < 0
        || !everyWindowSeesSomething(window.rows(from.height()), to.height())
        || window.padLeft() >= window.kernelWidth()
        || (to.width() - 1) * window.strideX() - window.padLeft() >= from.width()) {
      return CmsisNnLibrary.Fit.refused("its window lies beside the image, or leaves cells out");
    }
    PoolModel model =
        new PoolModel(
            function,
            title,
            bufferBytes,
            from,
            new Tile(window.kernelWidth(), window.kernelHeight()),
            to,
            new Tile(window.strideX(), window.strideY()),
            new Tile(window.padLeft(), window.padTop()));
    List<Argument> arguments = new ArrayList<>(List.of(new Argument.Source(0)));
    if (bufferBytes > 0) {
      arguments.add(new Argument.Scratch("buffer", ElementType.S32, bufferBytes / Integer.BYTES));
    }
    arguments.add(new Argument.Sink(0));
    return CmsisNnLibrary.Fit.of(
        signature,
        new KernelCall(
            CmsisNnLibrary.NAME, "cmsisnn_" + title.toLowerCase(Locale.ROOT) + "_pool", arguments),
        Access.whole(),
        Set.of(),
        "pool",
        model,
        20 + 4.0 * window.kernelHeight() * window.kernelWidth());
  }

  private static boolean everyWindowSeesSomething(RowWindow rows, int height) {
    for (int row = 0; row < height; row++) {
      boolean sees = false;
      for (int tap = 0; tap < rows.taps(); tap++) {
        sees |= rows.row(row, tap) >= 0;
      }
      if (!sees) {
        return false;
      }
    }
    return true;
  }
}
