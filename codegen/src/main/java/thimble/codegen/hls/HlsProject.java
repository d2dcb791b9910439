package thimble.codegen.hls;

import java.util.List;
import java.util.Locale;
import thimble.codegen.SourceTree;
import thimble.codegen.Templates;
import thimble.planner.dataflow.Design;
import thimble.targets.Fpga;
import thimble.targets.hls.Ports;

/** The HLS back end: a design becomes a project. */
public final class HlsProject {
  private HlsProject() {}

  /** Everything that makes a project of the sources: test bench, scripts, drivers, reports. */
  static SourceTree emit(HlsCompiler.Hardware hardware, List<String> head, String model) {
    Design design = hardware.design();
    HlsCode code = HlsWriter.write(design, head);
    String net = code.net();
    HlsReport report = HlsReport.of(hardware, model, net);
    List<Vectors> vectors = Vectors.of(design.graph());
    List<List<Trace>> traces = Trace.of(design, vectors.get(0).data());
    String driver = design.ports() == Ports.MEMORY ? "hls/driver_memory" : "hls/driver";
    ProjectText text = new ProjectText(code, report, vectors, traces, hardware.fpga());
    return sources(code)
        .with("test/" + net + "_test.cpp", Templates.render("hls/test.cpp.ftl", text))
        .with("hls/project.tcl", Templates.render("hls/project.tcl.ftl", text))
        .with("hls/hls_config.cfg", Templates.render("hls/hls_config.cfg.ftl", text))
        .with("driver/" + net + ".py", Templates.render(driver + ".py.ftl", text))
        .with("driver/" + net + "_driver.h", Templates.render(driver + ".h.ftl", text))
        .with("driver/" + net + "_driver.c", Templates.render(driver + ".c.ftl", text))
        .with("Makefile", Templates.render("hls/Makefile.ftl", text))
        .with("README.md", Templates.render("hls/README.md.ftl", text))
        .with("report.json", report.json())
        .with("report.html", page(report, code.axiBytes()));
  }

  /** {@code report.html}. */
  static String page(HlsReport report, int portBytes) {
    return Templates.render("hls/report.html.ftl", HlsPage.of(report, portBytes));
  }

  /**
   * What the templates around the design say.
   *
   * @param vectors inputs and what they must give
   * @param traces by process what it must write in the first inference
   */
  public record ProjectText(
      HlsCode code, HlsReport report, List<Vectors> vectors, List<List<Trace>> traces, Fpga fpga) {
    /** Nanoseconds of a cycle. */
    public String period() {
      return String.format(Locale.ROOT, "%.2f", 1e9 / fpga.clockHz());
    }

    public String fps() {
      return String.format(Locale.ROOT, "%.0f", report.fps());
    }

    public String milliseconds() {
      return String.format(Locale.ROOT, "%.3f", report.milliseconds());
    }
  }

  /**
   * The design itself.
   *
   * @param head of every file
   */
  public static SourceTree emit(Design design, List<String> head) {
    return sources(HlsWriter.write(design, head));
  }

  private static SourceTree sources(HlsCode code) {
    String net = code.net();
    SourceTree tree =
        SourceTree.EMPTY
            .with("src/" + net + ".h", Templates.render("hls/design.h.ftl", code))
            .with("src/" + net + ".cpp", Templates.render("hls/design.cpp.ftl", code))
            .with("src/" + net + "_stages.hpp", Templates.render("hls/stages.hpp.ftl", code))
            .with("src/" + net + "_tables.hpp", Templates.render("hls/tables.hpp.ftl", code))
            .with("src/units/lanes.hpp", Templates.render("hls/units/lanes.hpp.ftl", code))
            .with("src/units/gearbox.hpp", Templates.render("hls/units/gearbox.hpp.ftl", code));
    for (String unit : code.units()) {
      tree =
          tree.with(
              "src/units/" + unit + ".hpp",
              Templates.render("hls/units/" + unit + ".hpp.ftl", code));
    }
    return tree;
  }

  /** The program that runs a design's processes against each other; no part of the project. */
  public static String simulation(Design design) {
    return Templates.render("hls/simulation.cpp.ftl", HlsWriter.write(design, List.of()));
  }
}
