package thimble.codegen.c;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.TensorData;

/** Collects the constant arrays of a network; equal ones are written once. */
final class ConstantPool {
  private final String prefix;
  private final Identifiers names = new Identifiers();
  private final List<ConstantArray> arrays = new ArrayList<>();
  private final Map<Key, ConstantArray> byContent = new HashMap<>();
  private long bytes;

  /** Java arrays compare by identity; this compares contents, bit for bit. */
  private record Key(String type, byte[] content) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && type.equals(that.type)
          && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
      return 31 * type.hashCode() + Arrays.hashCode(content);
    }
  }

  /**
   * @param network the network's name
   */
  ConstantPool(String network) {
    prefix = network + "_";
  }

  /**
   * The name of an array with that content.
   *
   * @param name of a new array, the network's name not yet in front
   * @param comment says what a new array is; cleaned
   */
  String add(String name, String comment, TensorData content) {
    TensorData data = content.stored();
    String type = CText.elementType(data);
    return byContent
        .computeIfAbsent(
            new Key(type, data.toLittleEndian()), key -> create(name, comment, type, data))
        .name();
  }

  private ConstantArray create(String name, String comment, String type, TensorData data) {
    // C knows no empty array.
    TensorData content = data.count() > 0 ? data : TensorData.allocate(data.element(), 1);
    ConstantArray array =
        new ConstantArray(
            names.unique(prefix, name),
            type,
            content.count(),
            (long) content.count() * content.element().bytes(),
            CText.comment(comment),
            CText.initialiser(content));
    arrays.add(array);
    bytes += array.bytes();
    return array;
  }

  /** Bytes of all arrays. */
  long bytes() {
    return bytes;
  }

  /** In the order of their first use. */
  List<ConstantArray> arrays() {
    return Collections.unmodifiableList(arrays);
  }
}
