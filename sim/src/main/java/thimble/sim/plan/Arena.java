package thimble.sim.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.planner.Contents;

/**
 * Memory in which every byte has an owner. Java arrays of different types cannot share memory, so
 * there is one array of bytes that is the truth, and for each element type an array over the same
 * addresses that a kernel works on. Between kernels those are poison from end to end: a kernel is
 * lent exactly the bytes that it may read, and what it wrote is taken back.
 */
final class Arena {
  private static final byte POISON = (byte) 0xA5;
  private static final int NOBODY = -1;

  private final byte[] memory;
  private final int[] ownerValue;
  private final int[] ownerByte;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Class<?>, View> views = new LinkedHashMap<>();
  private long highWater;

  /** The array of one element type, and what it looks like when nothing is lent. */
  private record View(ElementType element, Object array, Object poison) {}

  Arena(long bytes) {
    // Whole numbers of the widest element, so that every type has an array of the same bytes.
    int rounded = Math.toIntExact((bytes + 7) / 8 * 8);
    memory = new byte[rounded];
    Arrays.fill(memory, POISON);
    ownerValue = new int[rounded];
    ownerByte = new int[rounded];
    Arrays.fill(ownerValue, NOBODY);
  }

  private View view(ElementType element) {
    return views.computeIfAbsent(
        TensorData.allocate(element, 0).array().getClass(),
        type -> {
          TensorData poison = poison(element);
          return new View(element, poison.copy().array(), poison.array());
        });
  }

  /** NaN where there is one: it spreads through everything that is computed from it. */
  private TensorData poison(ElementType element) {
    if (element.isFloat()) {
      TensorData data = TensorData.allocate(element, memory.length / element.bytes());
      for (int i = 0; i < data.count(); i++) {
        data.set(i, Double.NaN);
      }
      return data;
    }
    byte[] bytes = new byte[memory.length];
    Arrays.fill(bytes, POISON);
    return TensorData.fromLittleEndian(element, bytes);
  }

  /** The array that kernels use for an element type; byte {@code a} is element {@code a / size}. */
  Object array(ElementType element) {
    return view(element).array();
  }

  /** Shows a kernel what lies at some bytes. */
  void lend(ElementType element, long from, long to) {
    TensorData data = peek(element, from, to);
    System.arraycopy(data.array(), 0, array(element), index(element, from), data.count());
    highWater = Math.max(highWater, to);
  }

  /** What lies at some bytes, whoever owns them. */
  TensorData peek(ElementType element, long from, long to) {
    return TensorData.fromLittleEndian(
        element, Arrays.copyOfRange(memory, Math.toIntExact(from), Math.toIntExact(to)));
  }

  /** Whether what was lent is still as it was. */
  boolean isUnchanged(ElementType element, long from, long to) {
    return peek(element, from, to).equals(shown(element, from, to));
  }

  private TensorData shown(ElementType element, long from, long to) {
    TensorData shown = TensorData.allocate(element, index(element, to) - index(element, from));
    System.arraycopy(array(element), index(element, from), shown.array(), 0, shown.count());
    return shown;
  }

  /** Takes over what a kernel wrote. */
  void takeBack(ElementType element, long from, long to) {
    store(shown(element, from, to), from);
  }

  void store(TensorData data, long from) {
    byte[] bytes = data.toLittleEndian();
    System.arraycopy(bytes, 0, memory, Math.toIntExact(from), bytes.length);
    highWater = Math.max(highWater, from + bytes.length);
  }

  /** Hides some bytes from kernels again. */
  void hide(ElementType element, long from, long to) {
    View view = view(element);
    int at = index(element, from);
    System.arraycopy(view.poison(), at, view.array(), at, index(element, to) - at);
  }

  /** Destroys some bytes. */
  void poison(long from, long to) {
    Arrays.fill(memory, Math.toIntExact(from), Math.toIntExact(to), POISON);
    Arrays.fill(ownerValue, Math.toIntExact(from), Math.toIntExact(to), NOBODY);
    highWater = Math.max(highWater, to);
  }

  private static int index(ElementType element, long at) {
    return Math.toIntExact(at / element.bytes());
  }

  /** The first byte that a kernel changed although it was not lent; -1 for none. */
  long firstStrayByte() {
    for (View view : views.values()) {
      int index = mismatch(view.array(), view.poison());
      if (index >= 0) {
        return (long) index * view.element().bytes();
      }
    }
    return -1;
  }

  private static int mismatch(Object a, Object b) {
    if (a instanceof byte[] bytes) {
      return Arrays.mismatch(bytes, (byte[]) b);
    } else if (a instanceof short[] shorts) {
      return Arrays.mismatch(shorts, (short[]) b);
    } else if (a instanceof int[] ints) {
      return Arrays.mismatch(ints, (int[]) b);
    } else if (a instanceof long[] longs) {
      return Arrays.mismatch(longs, (long[]) b);
    } else if (a instanceof float[] floats) {
      return Arrays.mismatch(floats, (float[]) b);
    }
    return Arrays.mismatch((double[]) a, (double[]) b);
  }

  /** Notes whose bytes begin at an address. */
  void own(long at, List<Contents.Piece> pieces) {
    for (Contents.Piece piece : pieces) {
      int number = numbers.computeIfAbsent(piece.origin(), id -> numbers.size());
      for (long i = piece.from(); i < piece.to(); i++) {
        int index = Math.toIntExact(at + i);
        ownerValue[index] = number;
        ownerByte[index] = Math.toIntExact(piece.originFrom() + i - piece.from());
      }
    }
  }

  /** What is wrong with the bytes from an address on, if they do not belong to these pieces. */
  Optional<String> whatIsWrong(long at, List<Contents.Piece> pieces) {
    for (Contents.Piece piece : pieces) {
      int number = numbers.getOrDefault(piece.origin(), NOBODY - 1);
      for (long i = piece.from(); i < piece.to(); i++) {
        int index = Math.toIntExact(at + i);
        long expected = piece.originFrom() + i - piece.from();
        if (ownerValue[index] != number || ownerByte[index] != expected) {
          return Optional.of(
              "byte %d should be byte %d of %%%s, but %s"
                  .formatted(at + i, expected, piece.origin(), found(index)));
        }
      }
    }
    return Optional.empty();
  }

  private String found(int index) {
    for (Map.Entry<String, Integer> entry : numbers.entrySet()) {
      if (entry.getValue() == ownerValue[index]) {
        return "is byte " + ownerByte[index] + " of %" + entry.getKey();
      }
    }
    return "belongs to nobody";
  }

  /** One past the highest byte that was ever touched. */
  long highWater() {
    return highWater;
  }
}
