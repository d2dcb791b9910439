package thimble.ir.kernel;

/**
 * Where the blocks of a loop nest lie: kernels write their output in order, block after block of a
 * plain run of elements, and read each operand from where its strides say.
 */
public final class Blocks {
  private Blocks() {}

  /**
   * Offset of an operand's block.
   *
   * @param nest the extents of all levels, outermost first, then each operand's strides
   * @param levels at least 1; the outermost has no bound
   * @param operand from 0
   */
  public static int offset(int[] nest, int levels, int operand, int block) {
    int strides = (operand + 1) * levels;
    int rest = block;
    int offset = 0;
    for (int level = levels - 1; level > 0; level--) {
      int extent = nest[level];
      offset += rest % extent * nest[strides + level];
      rest = rest / extent;
    }
    return offset + rest * nest[strides];
  }
}
