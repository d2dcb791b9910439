package thimble.ir.op;

/**
 * Neighbouring cells that a window can read along an axis.
 *
 * @param first the lowest, seen from the window's first tap where nothing pushes it: negative
 *     before it
 * @param cells how many
 */
public record Reach(int first, int cells) {}
