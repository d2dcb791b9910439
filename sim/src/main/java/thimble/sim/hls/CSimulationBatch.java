package thimble.sim.hls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thimble.codegen.SourceTree;
import thimble.codegen.hls.HlsProject;
import thimble.planner.dataflow.Design;

/** Many small designs in one program: a compiler's start costs more than they do. */
public final class CSimulationBatch {
  private final Path directory;

  private CSimulationBatch(Path directory) {
    this.directory = directory;
  }

  /**
   * Compiles designs.
   *
   * @param designs of graphs with names of their own
   * @param directory for their files, and what is made of them
   */
  public static CSimulationBatch build(List<Design> designs, Path directory) {
    SourceTree tree = SourceTree.EMPTY;
    StringBuilder program = new StringBuilder();
    StringBuilder choice = new StringBuilder();
    program.append("#include \"scheduler.h\"\n#include <ap_axi_sdata.h>\n#include <ap_int.h>\n");
    program.append("#include <cstring>\n#include <string>\n");
    StringBuilder units = new StringBuilder();
    StringBuilder spaces = new StringBuilder("#define main simulate\n");
    for (int i = 0; i < designs.size(); i++) {
      SourceTree project = HlsProject.emit(designs.get(i), List.of());
      for (String path : project.files().keySet()) {
        boolean shared = path.startsWith("src/units/");
        if (shared && !tree.files().containsKey(path)) {
          units.append("#include \"").append(path.substring("src/".length())).append("\"\n");
        }
        if (shared || path.endsWith(".h") || path.endsWith(".hpp")) {
          tree = tree.with(path, project.text(path));
        }
      }
      String file = "simulation/design_" + i + ".cpp";
      tree = tree.with(file, HlsProject.simulation(designs.get(i)));
      spaces.append("namespace design_" + i + " {\n#include \"design_" + i + ".cpp\"\n}\n");
      choice.append(
          "    case " + i + ": return design_" + i + "::simulate(count - 1, arguments + 1);\n");
    }
    program.append(units).append(spaces).append("#undef main\n");
    program.append(
        "int main(int count, char **arguments) {\n  switch (std::atoi(arguments[1])) {\n");
    program.append(choice).append("    default: return 2;\n  }\n}\n");
    tree = tree.with("simulation/simulation.cpp", program.toString());
    CSimulation.compile(tree, directory, "-O0");
    return new CSimulationBatch(directory);
  }

  /** Runs inferences of one of the designs, one after another. */
  public CSimulation.Outcome run(int design, byte[] inputs) {
    return CSimulation.run(
        directory,
        new ArrayList<>(List.of("./simulation/simulation", "" + design)),
        inputs,
        List.of());
  }
}
