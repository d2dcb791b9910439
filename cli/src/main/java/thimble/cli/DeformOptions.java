package thimble.cli;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thimble.ir.op.Clamp;
import thimble.ir.op.DeformForm;

/** The form that deformable convolutions are given. */
final class DeformOptions {
  private static final String BOUNDED = "bounded=";

  @Option(
      names = "--deform",
      paramLabel = "bounded=LO:HI,rounded,square",
      description =
          "give deformable convolutions another form, which changes their results: offsets bounded (in cells), rounded to"
              + " whole cells, one for all taps of a pixel (docs/deformable.md); what that does to the outputs is measured"
              + " and said")
  private String deform;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  DeformForm form() {
    DeformForm form = DeformForm.FULL;
    if (deform == null) {
      return form;
    }
    for (String part : deform.split(",", -1)) {
      String word = part.strip().toLowerCase(Locale.ROOT);
      if (word.equals("rounded")) {
        form = new DeformForm(form.bounds(), true, form.square());
      } else if (word.equals("square")) {
        form = new DeformForm(form.bounds(), form.rounded(), true);
      } else if (word.startsWith(BOUNDED)) {
        Clamp bounds = bounds(word.substring(BOUNDED.length()));
        form = new DeformForm(bounds, form.rounded(), form.square());
      } else {
        throw usage("it names bounded=LO:HI, rounded and square, not \"" + part + "\"");
      }
    }
    return form;
  }

  private Clamp bounds(String text) {
    String[] ends = text.split(":", -1);
    float low;
    float high;
    try {
      low = Float.parseFloat(ends[0]);
      high = Float.parseFloat(ends[ends.length - 1]);
    } catch (NumberFormatException e) {
      throw usage("bounds are two numbers of cells, as bounded=-7:7, not \"" + text + "\"");
    }
    if (ends.length != 2 || !Float.isFinite(low) || !Float.isFinite(high)) {
      throw usage("bounds are two numbers of cells, as bounded=-7:7, not \"" + text + "\"");
    }
    if (low > high) {
      throw usage("the lower bound " + ends[0] + " lies above the upper one " + ends[1]);
    }
    return new Clamp(low, high);
  }

  /** The option as generated files quote it. */
  String text() {
    DeformForm form = form();
    StringBuilder text = new StringBuilder();
    if (!form.bounds().isNone()) {
      text.append(",bounded=" + form.bounds().low() + ":" + form.bounds().high());
    }
    text.append(form.rounded() ? ",rounded" : "").append(form.square() ? ",square" : "");
    return text.isEmpty() ? "" : "--deform " + text.substring(1);
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), "--deform: " + message);
  }
}
