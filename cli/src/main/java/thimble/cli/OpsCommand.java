package thimble.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import thimble.frontend.rows.OperatorTable;
import thimble.ir.op.OpNames;
import thimble.targets.hls.HlsRoll;

@Command(
    name = "ops",
    mixinStandardHelpOptions = true,
    description =
        "Lists the ONNX operators that are understood, and with --ir those of the compiler's own graph.")
final class OpsCommand implements Callable<Integer> {
  private static final int WIDTH = 96;

  @Option(
      names = "--ir",
      description = "the operators of the IR, as they stand in dumps and reports")
  private boolean ir;

  @Option(names = "--fpga", description = "which of the IR's stream on FPGAs, and as what")
  private boolean fpga;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (fpga) {
      Table table = new Table(List.of("operator", "streams", "as, or why not"));
      HlsRoll.all()
          .forEach(
              roll ->
                  table.row(List.of(roll.operator(), roll.streams() ? "yes" : "no", roll.words())));
      table.print(out);
    } else if (ir) {
      OpNames.all().keySet().forEach(out::println);
    } else {
      Map<String, List<String>> byDomain = new TreeMap<>();
      for (String name : OperatorTable.names()) {
        int colon = name.indexOf(':');
        byDomain
            .computeIfAbsent(
                colon < 0 ? "ai.onnx, operator sets 7 to 22" : name.substring(0, colon),
                domain -> new ArrayList<>())
            .add(name.substring(colon + 1));
      }
      byDomain.forEach(
          (domain, names) -> {
            out.println(domain + ": " + names.size() + " operators");
            out.println(wrapped(names));
          });
      out.println(
          "Other domains: an operator of your own, --op File.java (docs/custom-operators.md).");
    }
    out.flush();
    return 0;
  }

  private static String wrapped(List<String> names) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String name : names) {
      if (column + name.length() + 2 > WIDTH) {
        text.append('\n');
        column = 0;
      }
      text.append(column == 0 ? "  " : " ").append(name);
      column += name.length() + 1;
    }
    return text.append('\n').toString();
  }
}
