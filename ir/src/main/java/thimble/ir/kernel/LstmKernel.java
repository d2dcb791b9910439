package thimble.ir.kernel;

/** Long short-term memory. */
public final class LstmKernel {
  private static final float UNLIMITED = 3.4028235e38f;

  private LstmKernel() {}

  /**
   * Gates stand in the order input, output, forget, cell. The last state is where the running one
   * is kept.
   *
   * @param src [steps, batch, inputs]
   * @param weight [4 units, inputs]
   * @param recurrent [4 units, units]
   * @param bias [8 units]: that of the inputs, then that of the state
   * @param hidden0 [batch, units], as {@code cell0}
   * @param peephole [3 units] from the cell into the gates input, output, forget; anything where
   *     {@code peepholes} is 0
   * @param coupled 1 where the forget gate is 1 minus the input gate
   * @param limit of the gates' operands; that of the state's function is taken as it is
   * @param sequence [steps, batch, units]; anything where {@code sequences} is 0
   * @param hidden [batch, units], as {@code cell}
   * @param gates working memory, [4 units]
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
      float[] cell0,
      int cell0At,
      float[] peephole,
      int peepholeAt,
      int peepholes,
      int coupled,
      float limit,
      int gateFunction,
      float gateAlpha,
      float gateBeta,
      int cellFunction,
      float cellAlpha,
      float cellBeta,
      int hiddenFunction,
      float hiddenAlpha,
      float hiddenBeta,
      float[] sequence,
      int sequenceAt,
      int sequences,
      float[] hidden,
      int hiddenAt,
      float[] cell,
      int cellAt,
      float[] gates,
      int gatesAt) {
    CellMath.copy(hidden0, hidden0At, hidden, hiddenAt, batch * units);
    CellMath.copy(cell0, cell0At, cell, cellAt, batch * units);
    for (int i = 0; i < steps; i++) {
      int step = reverse == 0 ? i : steps - 1 - i;
      for (int b = 0; b < batch; b++) {
        int from = srcAt + (step * batch + b) * inputs;
        int h = hiddenAt + b * units;
        int c = cellAt + b * units;
        for (int gate = 0; gate < 4 * units; gate++) {
          gates[gatesAt + gate] =
              CellMath.dot(src, from, weight, weightAt + gate * inputs, inputs)
                  + CellMath.dot(hidden, h, recurrent, recurrentAt + gate * units, units)
                  + (bias[biasAt + gate] + bias[biasAt + 4 * units + gate]);
        }
        for (int u = 0; u < units; u++) {
          float before = cell[c + u];
          float into = gates[gatesAt + u];
          float out = gates[gatesAt + units + u];
          float keep = gates[gatesAt + 2 * units + u];
          if (peepholes != 0) {
            into += peephole[peepholeAt + u] * before;
            keep += peephole[peepholeAt + 2 * units + u] * before;
          }
          into = CellMath.apply(gateFunction, gateAlpha, gateBeta, limit, into);
          keep =
              coupled != 0
                  ? 1.0f - into
                  : CellMath.apply(gateFunction, gateAlpha, gateBeta, limit, keep);
          float news =
              CellMath.apply(
                  cellFunction, cellAlpha, cellBeta, limit, gates[gatesAt + 3 * units + u]);
          float now = keep * before + into * news;
          if (peepholes != 0) {
            out += peephole[peepholeAt + units + u] * now;
          }
          out = CellMath.apply(gateFunction, gateAlpha, gateBeta, limit, out);
          cell[c + u] = now;
          hidden[h + u] =
              out * CellMath.apply(hiddenFunction, hiddenAlpha, hiddenBeta, UNLIMITED, now);
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
   * @param state keeps the running hidden state from step to step, [units], as {@code memory} the
   *     cell's
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
      float[] cell0,
      int cell0At,
      float[] peephole,
      int peepholeAt,
      int peepholes,
      int coupled,
      float limit,
      int gateFunction,
      float gateAlpha,
      float gateBeta,
      int cellFunction,
      float cellAlpha,
      float cellBeta,
      int hiddenFunction,
      float hiddenAlpha,
      float hiddenBeta,
      float[] state,
      int stateAt,
      float[] memory,
      int memoryAt,
      float[] hidden,
      int hiddenAt,
      float[] gates,
      int gatesAt) {
    if (step == 0) {
      CellMath.copy(hidden0, hidden0At, state, stateAt, units);
      CellMath.copy(cell0, cell0At, memory, memoryAt, units);
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
        memory,
        memoryAt,
        peephole,
        peepholeAt,
        peepholes,
        coupled,
        limit,
        gateFunction,
        gateAlpha,
        gateBeta,
        cellFunction,
        cellAlpha,
        cellBeta,
        hiddenFunction,
        hiddenAlpha,
        hiddenBeta,
        state,
        stateAt,
        0,
        state,
        stateAt,
        memory,
        memoryAt,
        gates,
        gatesAt);
    if (each != 0 || step == steps - 1) {
      CellMath.copy(state, stateAt, hidden, hiddenAt, units);
    }
  }
}
