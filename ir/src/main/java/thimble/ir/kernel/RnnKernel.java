package thimble.ir.kernel;

/** The plain recurrent layer. */
public final class RnnKernel {
  private RnnKernel() {}

  /**
   * The last state is where the running one is kept.
   *
   * @param src [steps, batch, inputs]
   * @param weight [units, inputs]
   * @param recurrent [units, units]
   * @param bias [2 units]: that of the inputs, then that of the state
   * @param hidden0 [batch, units]
   * @param sequence [steps, batch, units]; anything where {@code sequences} is 0
   * @param hidden [batch, units]
   * @param next working memory, [units]
   */
  public static void f32(
      float[] src,
      int srcAt,
      int steps,
      int batch,
      int inputs,
      int reverse,
      float[] weight,
      int weightAt,
      float[] recurrent,
      int recurrentAt,
      float[] bias,
      int biasAt,
      int units,
      float[] hidden0,
      int hidden0At,
      float limit,
      int hiddenFunction,
      float hiddenAlpha,
      float hiddenBeta,
      float[] sequence,
      int sequenceAt,
      int sequences,
      float[] hidden,
      int hiddenAt,
      float[] next,
      int nextAt) {
    CellMath.copy(hidden0, hidden0At, hidden, hiddenAt, batch * units);
    for (int i = 0; i < steps; i++) {
      int step = reverse == 0 ? i : steps - 1 - i;
      for (int b = 0; b < batch; b++) {
        int from = srcAt + (step * batch + b) * inputs;
        int h = hiddenAt + b * units;
        for (int u = 0; u < units; u++) {
          float sum =
              CellMath.dot(src, from, weight, weightAt + u * inputs, inputs)
                  + CellMath.dot(hidden, h, recurrent, recurrentAt + u * units, units)
                  + (bias[biasAt + u] + bias[biasAt + units + u]);
          next[nextAt + u] = CellMath.apply(hiddenFunction, hiddenAlpha, hiddenBeta, limit, sum);
        }
        CellMath.copy(next, nextAt, hidden, h, units);
        if (sequences != 0) {
          CellMath.copy(next, nextAt, sequence, sequenceAt + (step * batch + b) * units, units);
        }
      }
    }
  }

  /**
   * One step of one sequence.
   *
   * @param src [inputs]
   * @param step its number
   * @param each 1 where every step gives a state
   * @param state keeps the running state from step to step, [units]
   * @param hidden [units], written with the last step or each
   */
  public static void f32Row(
      float[] src,
      int srcAt,
      int step,
      int steps,
      int each,
      int inputs,
      float[] weight,
      int weightAt,
      float[] recurrent,
      int recurrentAt,
      float[] bias,
      int biasAt,
      int units,
      float[] hidden0,
      int hidden0At,
      float limit,
      int hiddenFunction,
      float hiddenAlpha,
      float hiddenBeta,
      float[] state,
      int stateAt,
      float[] hidden,
      int hiddenAt,
      float[] next,
      int nextAt) {
    if (step == 0) {
      CellMath.copy(hidden0, hidden0At, state, stateAt, units);
    }
    f32(
        src,
        srcAt,
        1,
        1,
        inputs,
        0,
        weight,
        weightAt,
        recurrent,
        recurrentAt,
        bias,
        biasAt,
        units,
        state,
        stateAt,
        limit,
        hiddenFunction,
        hiddenAlpha,
        hiddenBeta,
        state,
        stateAt,
        0,
        state,
        stateAt,
        next,
        nextAt);
    if (each != 0 || step == steps - 1) {
      CellMath.copy(state, stateAt, hidden, hiddenAt, units);
    }
  }
}
