package thimble.ir.kernel;

/**
 * Signed 4-bit numbers, two in a byte: element {@code 2 k} is the lower half of byte {@code k},
 * element {@code 2 k + 1} the upper one. Nothing is filled up between rows or channels, so that an
 * index means the same as in an array of bytes.
 */
final class Nibbles {
  private Nibbles() {}

  static int at(byte[] packed, int index) {
    int pair = packed[index >> 1];
    // The half is moved to the top of the word, and comes down with its sign.
    return pair << 28 - (index & 1) * 4 >> 28;
  }
}
