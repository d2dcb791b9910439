package thimble.ir.op;

import thimble.ir.ElementType;
import thimble.ir.TensorData;

/**
 * One argument of a kernel call, in the order of the kernel method's parameters. The comment of
 * each form says which parameters it fills.
 */
public sealed interface Argument {
  /**
   * {@code T[] array, int at}: an input, and the index of its first element (in row mode: of the
   * row's first).
   */
  record Source(int input) implements Argument {}

  /**
   * {@code T[] array, int[] rows}: an input, and for each tap of its window the index of that row's
   * first element, or -1 where the row lies outside.
   */
  record SourceRows(int input) implements Argument {}

  /** {@code T[] array, int at}: an output, and the index of the first element to write. */
  record Sink(int output) implements Argument {}

  /** {@code T[] array}: a table known at compile time. Its name is good for a C identifier. */
  record Table(String name, TensorData data) implements Argument {}

  /** {@code int}: a number known at compile time. The name says in emitted code what it is. */
  record Int(String name, int value) implements Argument {}

  /** {@code float}: a number known at compile time. */
  record Real(String name, float value) implements Argument {}

  /**
   * {@code int}: {@code amount} times the number of rows of this call (all rows where the access is
   * whole).
   */
  record PerRow(String name, int amount) implements Argument {}

  /** {@code int}: index of the first output row of this call. */
  record OutputRow() implements Argument {}

  /** {@code int}: index within its image of the input row that is fed; see {@link Accumulation}. */
  record InputRow() implements Argument {}

  /** {@code T[] array, int at}: working memory, contents undefined on entry, lost on return. */
  record Scratch(String name, ElementType element, int count) implements Argument {}
}
