package thimble.targets.cmsisnn;

/**
 * A fully connected layer, as CMSIS-NN's structures say it.
 *
 * @param perChannel whether each unit has a factor of its own
 * @param sums whether the library wants the sums of the weights, in working memory: vector code
 *     does
 */
public record DenseModel(
    int depth,
    int units,
    boolean perChannel,
    boolean sums,
    int srcOffset,
    int dstOffset,
    int low,
    int high) {
  public int bufferBytes() {
    return units * Integer.BYTES;
  }
}
