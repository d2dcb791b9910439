package thimble.ir.sequence;

/**
 * How a value goes through time.
 *
 * @param axis of its rows
 * @param framesPerRow frames that one of its rows stands for
 * @param rows of it in a window
 * @param last whether only the last of a window's rows is looked at: what a recurrent layer ends
 *     with
 */
record Track(int axis, int framesPerRow, int rows, boolean last) {}
