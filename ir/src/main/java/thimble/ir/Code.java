package thimble.ir;

/**
 * Every kind of problem a user can meet, with the exit code it leads to. Each has a case in {@code
 * tests/cases/bad/}. Numbers are grouped by room: 01 files, 02 model, 03 graph, 04 planning, 05
 * targets and writing, 06 verification, 07 user operators, 08 usage.
 */
public enum Code {
  /** A file that cannot be read, or is no ONNX model. */
  T0101(Exit.UNSUPPORTED),
  /** External data missing, outside the model's directory, or of the wrong size. */
  T0102(Exit.UNSUPPORTED),
  /** An ONNX version or operator-set version outside what is understood. */
  T0103(Exit.UNSUPPORTED),
  /** An operator that is not supported. */
  T0201(Exit.UNSUPPORTED),
  /** A tensor type that is not supported. */
  T0202(Exit.UNSUPPORTED),
  /** An operator input that must be known at compile time is not. */
  T0203(Exit.UNSUPPORTED),
  /** An attribute or a combination of attributes that is not supported or makes no sense. */
  T0204(Exit.UNSUPPORTED),
  /** A dynamic shape left open, or what a user says of an input does not fit it. */
  T0205(Exit.UNSUPPORTED),
  /**
   * A graph that is not well formed: unknown names, cycles, duplicate definitions, wrong shapes.
   */
  T0206(Exit.UNSUPPORTED),
  /** A model that would need unreasonable memory to compile. */
  T0207(Exit.UNSUPPORTED),
  /** A model that has no time to follow, where frames were asked for. */
  T0208(Exit.UNSUPPORTED),
  /** A model that cannot be quantized: it is already, or holds what is no number. */
  T0209(Exit.UNSUPPORTED),
  /** A model whose output is no choice among classes, where the chosen one was asked for. */
  T0210(Exit.UNSUPPORTED),
  /** A state to be kept from run to run whose input and output are not the same tensor. */
  T0211(Exit.UNSUPPORTED),
  /** IR text that cannot be parsed. */
  T0301(Exit.UNSUPPORTED),
  /** A graph that breaks an invariant: a defect of a pass, never of a user. */
  T0302(Exit.INTERNAL),
  /** The plan needs more RAM than the budget or the board has. */
  T0401(Exit.DOES_NOT_FIT),
  /** The firmware needs more flash than the budget or the board has. */
  T0402(Exit.DOES_NOT_FIT),
  /** A plan that its proof refuses: a defect of the planner. */
  T0403(Exit.INTERNAL),
  /** A design that does not fit its device, or does not reach what was asked for. */
  T0404(Exit.DOES_NOT_FIT),
  /** A target that does not exist. */
  T0501(Exit.USAGE),
  /** A directory that cannot be written. */
  T0502(Exit.USAGE),
  /** A tool (compiler, emulator) that is missing or failed. */
  T0503(Exit.INTERNAL),
  /** Results that differ. */
  T0601(Exit.VERIFICATION),
  /** Input or expected files that are missing or do not fit the model. */
  T0602(Exit.USAGE),
  /** A target that cannot run here. */
  T0603(Exit.USAGE),
  /** A user's operator outside the subset of Java that kernels are written in. */
  T0701(Exit.UNSUPPORTED),
  /** A user's operator that does not compile or lacks what it must have. */
  T0702(Exit.UNSUPPORTED),
  /** A command line that makes no sense. */
  T0801(Exit.USAGE);

  private final Exit exit;

  Code(Exit exit) {
    this.exit = exit;
  }

  public Exit exit() {
    return exit;
  }

  /** Exit codes of the command line: a contract with scripts. */
  public enum Exit {
    FINE(0),
    INTERNAL(1),
    USAGE(2),
    DOES_NOT_FIT(3),
    UNSUPPORTED(4),
    VERIFICATION(5);

    private final int status;

    Exit(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
