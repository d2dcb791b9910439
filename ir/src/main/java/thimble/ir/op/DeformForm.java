package thimble.ir.op;

/**
 * A form of deformable convolution that hardware likes better than the full one: attributes of
 * {@link DeformConv2d} that are to be set.
 *
 * @param bounds that offsets are brought into, in cells
 * @param rounded whether offsets are rounded to cells after that
 * @param square whether a pixel has one offset, that pushes all taps away from the centre
 */
public record DeformForm(Clamp bounds, boolean rounded, boolean square) {
  /** Nothing is to change. */
  public static final DeformForm FULL = new DeformForm(Clamp.NONE, false, false);

  public boolean isFull() {
    return equals(FULL);
  }

  /** An operator in this form; its offsets must be {@code square}'s where it becomes so. */
  public DeformConv2d of(DeformConv2d op) {
    return new DeformConv2d(
        op.window(),
        op.groups(),
        op.offsetGroups(),
        op.masked(),
        op.square() || square,
        op.bounds().then(bounds),
        op.rounded() || rounded,
        op.activation());
  }
}
