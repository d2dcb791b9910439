package thimble.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import thimble.codegen.c.CText;
import thimble.codegen.c.NetworkCode;
import thimble.codegen.c.NetworkWriter;
import thimble.codegen.c.PortCode;
import thimble.codegen.firmware.Firmware;
import thimble.codegen.report.ArenaJson;
import thimble.codegen.report.ArenaPicture;
import thimble.codegen.report.ArenaPictures;
import thimble.codegen.report.Frontier;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.codegen.report.ReportPage;
import thimble.codegen.report.Reports;
import thimble.ir.ThimbleException;
import thimble.planner.Plan;
import thimble.targets.Board;
import thimble.targets.Placement;

/** The C back end: a plan becomes a project that builds. */
public final class CProject {
  private CProject() {}

  /**
   * All files of the generated project.
   *
   * @throws ThimbleException T0401, T0402 where the board has no room, T0701 for a kernel outside
   *     of the subset of Java that can be C
   */
  public static SourceTree emit(Plan plan, Board board, CompileOptions options) {
    List<String> head = head(board, options);
    NetworkCode code = NetworkWriter.write(plan, head, options.modelFile(), options.modelSha256());
    Placement placement = Placement.choose(board, code.weightBytes(), code.arenaBytes());
    Report report = Reports.of(plan, code, options.modelFile(), board, budget(board, options));
    SourceTree network = network(code).with(report(report, ArenaPictures.of(plan)));
    return around(Firmware.addTo(network, head, firmwareNetwork(code), placement), code, board);
  }

  /** The network's own C, without anything around it. */
  public static SourceTree network(NetworkCode code) {
    String net = code.net();
    SourceTree tree = SourceTree.EMPTY;
    for (String set : code.instructionSets()) {
      tree = tree.with(net + "_" + set + ".h", Templates.render("c/" + set + ".h.ftl", code));
    }
    return tree.with(net + ".h", Templates.render("c/network.h.ftl", code))
        .with(net + ".c", Templates.render("c/network.c.ftl", code))
        .with(net + "_kernels.h", Templates.render("c/kernels.h.ftl", code))
        .with(net + "_weights.h", Templates.render("c/weights.h.ftl", code))
        .with(net + "_weights.c", Templates.render("c/weights.c.ftl", code))
        .with(net + "_layers.h", Templates.render("c/layers.h.ftl", code))
        .with(net + "_layers.c", Templates.render("c/layers.c.ftl", code));
  }

  /** What the arena may take: the user's limit or the board's memory, whichever is less. */
  private static OptionalLong budget(Board board, CompileOptions options) {
    if (board.isHost()) {
      return options.ramBudget();
    }
    return OptionalLong.of(
        Math.min(board.arenaBytes(), options.ramBudget().orElse(Long.MAX_VALUE)));
  }

  /** The report's files; written again when a run has measured more. */
  public static SourceTree report(Report report, ArenaPicture picture) {
    return SourceTree.EMPTY
        .with("report.json", ReportJson.write(report))
        .with("arena.json", ArenaJson.write(picture))
        .with(
            "report.html",
            Templates.render("report/report.html.ftl", ReportPage.of(report, picture)));
  }

  /** The page of a plan, whether or not it fits the board, with what more work would buy. */
  static String page(Plan plan, Board board, CompileOptions options, Optional<Frontier> frontier) {
    NetworkCode code =
        NetworkWriter.write(plan, head(board, options), options.modelFile(), options.modelSha256());
    Report report = Reports.of(plan, code, options.modelFile(), board, budget(board, options));
    return Templates.render(
        "report/report.html.ftl", ReportPage.of(report, ArenaPictures.of(plan), frontier));
  }

  private static Firmware.Network firmwareNetwork(NetworkCode code) {
    return new Firmware.Network(
        code.net(),
        code.upper(),
        code.inputs().size(),
        code.outputs().size(),
        code.pushes(),
        code.outputs().stream().filter(PortCode::byRows).map(PortCode::index).toList(),
        code.outputs().stream().limit(1).anyMatch(it -> it.chooses() && it.elements() == 1),
        ProjectText.sources(code),
        code.usesCmsisNn());
  }

  /** README and CMake files. */
  private static SourceTree around(SourceTree tree, NetworkCode code, Board board) {
    ProjectText text = ProjectText.of(code, board, tree);
    SourceTree project =
        tree.with("README.md", Templates.render("c/README.md.ftl", text))
            .with("CMakeLists.txt", Templates.render("c/CMakeLists.txt.ftl", text));
    return board.isHost()
        ? project
        : project.with("firmware/toolchain.cmake", Templates.render("c/toolchain.cmake.ftl", text));
  }

  private static List<String> head(Board board, CompileOptions options) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Generated by Thimble " + ToolVersion.text() + "; changes are lost when it runs again.");
    lines.add("model   " + CText.comment(options.modelFile()));
    lines.add("sha256  " + options.modelSha256());
    lines.add("target  " + board.name());
    if (!options.arguments().isEmpty()) {
      lines.add("options " + CText.comment(String.join(" ", options.arguments())));
    }
    return lines;
  }
}
