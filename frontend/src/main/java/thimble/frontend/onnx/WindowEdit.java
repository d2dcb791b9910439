package thimble.frontend.onnx;

import thimble.ir.op.Window2d;

/**
 * A convolution or pool of a model that gets another window.
 *
 * @param label of the node: its name, or that of its first output
 * @param before its window, padding of nodes before it included
 * @param after the window it shall have
 */
public record WindowEdit(String label, Window2d before, Window2d after) {}
