package thimble.codegen.hls;

import java.util.List;
import thimble.codegen.SourceTree;
import thimble.codegen.Templates;
import thimble.planner.dataflow.Design;

/** The HLS back end: a design becomes a project. */
public final class HlsProject {
  private HlsProject() {}

  /**
   * All files of the generated project.
   *
   * @param head of every file
   */
  public static SourceTree emit(Design design, List<String> head) {
    HlsCode code = HlsWriter.write(design, head);
    String net = code.net();
    SourceTree tree =
        SourceTree.EMPTY
            .with("src/" + net + ".h", Templates.render("hls/design.h.ftl", code))
            .with("src/" + net + ".cpp", Templates.render("hls/design.cpp.ftl", code))
            .with("src/" + net + "_stages.hpp", Templates.render("hls/stages.hpp.ftl", code))
            .with("src/" + net + "_tables.hpp", Templates.render("hls/tables.hpp.ftl", code))
            .with("src/units/lanes.hpp", Templates.render("hls/units/lanes.hpp.ftl", code));
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
