/**
 * IR text: what a graph looks like to a reader, and a form that parses back to the same value. It
 * is the dump, the test format and the bug report.
 *
 * <pre>
 * graph kws {
 *   input %x : s8[1x49x10x1] q(0.5847029, 83) = "input_1" [1x49x10x1] float
 *   const %w : s8[2x1x1x1] q(axis 0: 0.5, 0; 0.25, 0) = [1, -2]
 *   const %b : s32[2] = base64 "AQAAAAIAAAA="
 *   %y : s8[1x49x10x2] q(0.1, -128) = conv2d(window={kernelHeight=1, ...}, groups=1,
 *        activation={low=0.0, high=inf}) %x, %w, %b from "Conv" 13 "/stem/conv"
 *   output %y = "logits" [1x2x49x10] permute [0, 2, 3, 1]
 * }
 * </pre>
 *
 * <p>An input that repeats the data of one before it says so: {@code again %x}; one that is a state
 * names the output it is carried from, the constant that it holds first where that is not zero, and
 * for how many runs it is held there: {@code carries %y first %c hold 2}.
 *
 * <p>White space (line breaks included) separates words and means nothing else; {@code #} begins a
 * comment that ends with its line. A colon may be part of a value's id, so a blank stands before
 * the one that begins a type.
 */
package thimble.ir.text;
