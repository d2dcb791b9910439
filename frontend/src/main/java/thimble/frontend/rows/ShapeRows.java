package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.op.Tile;

/** Operators that change or ask for a shape only, and layouts that are shapes and transposes. */
final class ShapeRows {
  private ShapeRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("Identity", 1, 1, site -> site.stored(0)),
        Row.several("Dropout", 1, 3, ShapeRows::dropout),
        Row.of("Reshape", 2, 2, ShapeRows::reshape),
        Row.of("Flatten", 1, 1, ShapeRows::flatten),
        Row.of("Squeeze", 1, 2, ShapeRows::squeeze),
        Row.of("Unsqueeze", 1, 2, ShapeRows::unsqueeze),
        Row.of("Transpose", 1, 1, ShapeRows::transpose),
        Row.of("Expand", 2, 2, ShapeRows::expand),
        Row.of("Tile", 2, 2, ShapeRows::tile),
        Row.of("Shape", 1, 1, ShapeRows::shape),
        Row.of("Size", 1, 1, ShapeRows::size),
        Row.of("DepthToSpace", 1, 1, ShapeRows::depthToSpace),
        Row.of("SpaceToDepth", 1, 1, ShapeRows::spaceToDepth));
  }

  /** At inference nothing is dropped. */
  private static List<Operand> dropout(Site site) {
    if (site.has(2) && site.knownNumber(2) != 0) {
      throw site.unsupported("training_mode is set");
    }
    Operand x = site.stored(0);
    boolean mask = site.node().outputs().size() > 1;
    return mask ? List.of(x, site.filled(ElementType.BOOL, x.shape(), 1)) : List.of(x);
  }

  /** 0 keeps an extent (unless allowzero), one -1 takes what is left. */
  private static Operand reshape(Site site) {
    Operand x = site.stored(0);
    long[] wanted = site.knownIntegers(1);
    boolean keepZero = site.attributes().flag("allowzero", false);
    List<Integer> shape = new ArrayList<>();
    int open = -1;
    long product = 1;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == -1 && open < 0) {
        open = i;
        shape.add(1);
        continue;
      }
      boolean copied = wanted[i] == 0 && !keepZero;
      if (copied && i >= x.rank()) {
        throw site.senseless("0 at place " + i + " keeps an extent that " + x.type() + " lacks");
      }
      shape.add(copied ? x.type().extent(i) : site.extent(wanted[i]));
      product = Math.multiplyExact(product, (long) shape.get(i));
    }
    if (open >= 0) {
      if (product == 0 || x.type().count() % product != 0) {
        throw site.senseless(x.type() + " does not divide into " + Arrays.toString(wanted));
      }
      shape.set(open, site.extent(x.type().count() / product));
    }
    return site.reshape(x, shape);
  }

  private static Operand flatten(Site site) {
    Operand x = site.stored(0);
    long stated = site.attributes().integer("axis", 1);
    int axis = stated == x.rank() ? x.rank() : site.axis(stated, x.rank());
    return site.reshape(x, List.of(x.type().product(0, axis), x.type().product(axis, x.rank())));
  }

  private static Operand squeeze(Site site) {
    Operand x = site.stored(0);
    Set<Integer> axes = new TreeSet<>();
    long[] stated =
        site.integers("axes", 1)
            .orElseGet(
                () ->
                    IntStream.range(0, x.rank())
                        .filter(axis -> x.type().extent(axis) == 1)
                        .asLongStream()
                        .toArray());
    for (long axis : stated) {
      axes.add(site.axis(axis, x.rank()));
    }
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < x.rank(); axis++) {
      if (!axes.contains(axis)) {
        shape.add(x.type().extent(axis));
      } else if (x.type().extent(axis) != 1) {
        throw site.senseless("axis " + axis + " of " + x.type() + " is not 1");
      }
    }
    return site.reshape(x, shape);
  }

  private static Operand unsqueeze(Site site) {
    Operand x = site.stored(0);
    long[] stated = site.integers("axes", 1).orElseThrow(() -> site.senseless("it names no axes"));
    int rank = x.rank() + stated.length;
    Set<Integer> axes = new TreeSet<>();
    for (long axis : stated) {
      if (!axes.add(site.axis(axis, rank))) {
        throw site.senseless("axis " + axis + " is named twice");
      }
    }
    List<Integer> shape = new ArrayList<>(x.shape());
    axes.forEach(axis -> shape.add(axis, 1));
    return site.reshape(x, shape);
  }

  private static Operand transpose(Site site) {
    Operand x = site.stored(0);
    List<Integer> reversed = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    Collections.reverse(reversed);
    List<Integer> permutation =
        site.attributes()
            .integers("perm")
            .map(perm -> perm.stream().map(axis -> site.axis(axis, x.rank())).toList())
            .orElse(reversed);
    if (new TreeSet<>(permutation).size() != x.rank() || permutation.size() != x.rank()) {
      throw site.senseless("perm " + permutation + " is no order of the axes of " + x.type());
    }
    return site.transpose(x, permutation);
  }

  /** Broadcasts both ways: extents of 1 in the stated shape keep the input's. */
  private static Operand expand(Site site) {
    Operand x = site.stored(0);
    long[] stated = site.knownIntegers(1);
    int rank = Math.max(x.rank(), stated.length);
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int own = axis - (rank - x.rank());
      int other = axis - (rank - stated.length);
      long kept = own < 0 ? 1 : x.type().extent(own);
      long wanted = other < 0 ? 1 : stated[other];
      if (kept != wanted && kept != 1 && wanted != 1) {
        throw site.senseless(x.type() + " does not broadcast to " + Arrays.toString(stated));
      }
      shape.add(site.extent(kept == 1 ? wanted : kept));
    }
    return Shaping.expand(site, x, site.type(x.type().element(), shape).shape());
  }

  private static Operand tile(Site site) {
    Operand x = site.stored(0);
    List<Integer> repeats = new ArrayList<>();
    for (long repeat : site.knownIntegers(1)) {
      repeats.add(site.extent(repeat));
    }
    return repeats.stream().allMatch(repeat -> repeat == 1) && repeats.size() == x.rank()
        ? x
        : site.move(new Tile(repeats), x);
  }

  private static Operand shape(Site site) {
    Operand x = site.stored(0);
    int start = clamped(site.attributes().integer("start", 0), x.rank());
    int end = clamped(site.attributes().integer("end", x.rank()), x.rank());
    return site.vector(
        x.shape().subList(start, Math.max(start, end)).stream()
            .mapToLong(Integer::longValue)
            .toArray());
  }

  private static int clamped(long axis, int rank) {
    return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }

  private static Operand size(Site site) {
    return site.known(
        site.type(ElementType.S64, List.of()), TensorData.longs(site.stored(0).type().count()));
  }

  private static int blockSize(Site site, Operand x) {
    long size = site.attributes().integer("blocksize", 0);
    if (size < 1 || x.rank() != 4) {
      throw site.senseless("blocksize " + size + " of an input " + x.type());
    }
    return site.extent(size);
  }

  /** [N, C, H, W] to [N, C/b/b, H b, W b]. */
  private static Operand depthToSpace(Site site) {
    Operand x = site.stored(0);
    int block = blockSize(site, x);
    List<Integer> s = x.shape();
    int channels = site.extent(s.get(1) / ((long) block * block));
    boolean columnsFirst = site.attributes().text("mode", "DCR").equals("CRD");
    Operand split =
        columnsFirst
            ? site.reshape(x, List.of(s.get(0), channels, block, block, s.get(2), s.get(3)))
            : site.reshape(x, List.of(s.get(0), block, block, channels, s.get(2), s.get(3)));
    Operand moved =
        site.transpose(split, columnsFirst ? List.of(0, 1, 4, 2, 5, 3) : List.of(0, 3, 4, 1, 5, 2));
    return site.reshape(
        moved,
        List.of(
            s.get(0),
            channels,
            Math.multiplyExact(s.get(2), block),
            Math.multiplyExact(s.get(3), block)));
  }

  /** [N, C, H, W] to [N, C b b, H/b, W/b]. */
  private static Operand spaceToDepth(Site site) {
    Operand x = site.stored(0);
    int block = blockSize(site, x);
    List<Integer> s = x.shape();
    int height = s.get(2) / block;
    int width = s.get(3) / block;
    Operand split = site.reshape(x, List.of(s.get(0), s.get(1), height, block, width, block));
    Operand moved = site.transpose(split, List.of(0, 3, 5, 1, 2, 4));
    int channels = Math.multiplyExact(s.get(1), Math.multiplyExact(block, block));
    return site.reshape(moved, List.of(s.get(0), channels, height, width));
  }
}
