package thimble.ir.kernel;

/** Gated recurrent units. */
public final class GruKernel {
  private GruKernel() {}

  /**
   * Gates stand in the order update, reset, hidden. The last state is where the running one is
   * kept.
   *
   * @param src [steps, batch, inputs]
   * @param weight [3 units, inputs]
   * @param recurrent [3 units, units]
   * @param bias [6 units]: that of the inputs, then that of the state
   * @param hidden0 [batch, units]
   * @param resetLast 1 where the reset gate multiplies the state's product, 0 where the state
   * @param sequence [steps, batch, units]; anything where {@code sequences} is 0
   * @param hidden [batch, units]
   * @param gates working memory, [4 units]: the gates, then the state times the reset gate
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
      int resetLast,
      float limit,
      int gateFunction,
      float gateAlpha,
      float gateBeta,
      int hiddenFunction,
      float hiddenAlpha,
      float hiddenBeta,
      float[] sequence,
      int sequenceAt,
      int sequences,
      float[] hidden,
      int hiddenAt,
      float[] gates,
      int gatesAt) {
    CellMath.copy(hidden0, hidden0At, hidden, hiddenAt, batch * units);
    int resetAt = gatesAt + units;
    int newsAt = gatesAt + 2 * units;
    int keptAt = gatesAt + 3 * units;
    for (int i = 0; i < steps; i++) {
      int step = reverse == 0 ? i : steps - 1 - i;
      for (int b = 0; b < batch; b++) {
        int from = srcAt + (step * batch + b) * inputs;
        int h = hiddenAt + b * units;
        for (int gate = 0; gate < 2 * units; gate++) {
          float sum =
              CellMath.dot(src, from, weight, weightAt + gate * inputs, inputs)
                  + CellMath.dot(hidden, h, recurrent, recurrentAt + gate * units, units)
                  + (bias[biasAt + gate] + bias[biasAt + 3 * units + gate]);
          gates[gatesAt + gate] = CellMath.apply(gateFunction, gateAlpha, gateBeta, limit, sum);
        }
        for (int u = 0; u < units; u++) {
          gates[keptAt + u] = gates[resetAt + u] * hidden[h + u];
        }
        for (int u = 0; u < units; u++) {
          int row = 2 * units + u;
          int recurrentRow = recurrentAt + row * units;
          float input = CellMath.dot(src, from, weight, weightAt + row * inputs, inputs);
          float state =
              resetLast != 0
                  ? CellMath.dot(hidden, h, recurrent, recurrentRow, units)
                  : CellMath.dot(gates, keptAt, recurrent, recurrentRow, units);
          state += bias[biasAt + 3 * units + row];
          if (resetLast != 0) {
            state = gates[resetAt + u] * state;
          }
          gates[newsAt + u] =
              CellMath.apply(
                  hiddenFunction,
                  hiddenAlpha,
                  hiddenBeta,
                  limit,
                  input + state + bias[biasAt + row]);
        }
        for (int u = 0; u < units; u++) {
          float update = gates[gatesAt + u];
          hidden[h + u] = (1.0f - update) * gates[newsAt + u] + update * hidden[h + u];
        }
        if (sequences != 0) {
          CellMath.copy(hidden, h, sequence, sequenceAt + (step * batch + b) * units, units);
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
      int resetLast,
      float limit,
      int gateFunction,
      float gateAlpha,
      float gateBeta,
      int hiddenFunction,
      float hiddenAlpha,
      float hiddenBeta,
      float[] state,
      int stateAt,
      float[] hidden,
      int hiddenAt,
      float[] gates,
      int gatesAt) {
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
        resetLast,
        limit,
        gateFunction,
        gateAlpha,
        gateBeta,
        hiddenFunction,
        hiddenAlpha,
        hiddenBeta,
        state,
        stateAt,
        0,
        state,
        stateAt,
        gates,
        gatesAt);
    if (each != 0 || step == steps - 1) {
      CellMath.copy(state, stateAt, hidden, hiddenAt, units);
    }
  }
}
