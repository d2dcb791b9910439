package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import thimble.codegen.c.Identifiers;
import thimble.codegen.c.LayerNames;
import thimble.codegen.hls.HlsCode.PortText;
import thimble.codegen.hls.HlsCode.ProcessText;
import thimble.codegen.hls.HlsCode.StreamText;
import thimble.codegen.hls.HlsCode.TableText;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.Design.Process;
import thimble.planner.dataflow.Design.Stream;
import thimble.targets.hls.Flow;
import thimble.targets.hls.MemoryUnit;
import thimble.targets.hls.Ports;
import thimble.targets.hls.Table;

/** Turns a design into what its templates write down. */
final class HlsWriter {
  private static final int LINE = 110;

  /** Byte offset of the first argument's register, and bytes of an address of 64 bits. */
  private static final int FIRST_REGISTER = 0x10;

  private static final int ADDRESS_REGISTERS = 12;

  private final Design design;
  private final String net;

  private HlsWriter(Design design) {
    this.design = design;
    this.net = new Identifiers().unique("", design.graph().name());
  }

  static HlsCode write(Design design, List<String> head) {
    return new HlsWriter(design).code(head);
  }

  private HlsCode code(List<String> head) {
    List<ProcessText> processes = new ArrayList<>();
    List<TableText> tables = new ArrayList<>();
    TreeSet<String> units = new TreeSet<>();
    for (Process process : design.processes()) {
      units.add(process.unit().file());
      List<String> arguments = new ArrayList<>();
      List<String> ports = new ArrayList<>();
      parameters("in", process.inputs(), arguments, ports);
      parameters("out", process.outputs(), arguments, ports);
      for (Table table : process.unit().tables()) {
        String name = process.name() + "_" + table.name();
        arguments.add(name);
        tables.add(table(name, table));
      }
      processes.add(
          new ProcessText(
              process.name(),
              comment(process),
              process.unit().template(),
              process.unit().parameters(),
              process.inputs().stream().map(this::stream).toList(),
              process.outputs().stream().map(this::stream).toList(),
              ports,
              arguments));
    }
    List<StreamText> streams = new ArrayList<>();
    for (int i = 0; i < design.streams().size(); i++) {
      if (!design.isPort(i)) {
        streams.add(stream(i));
      }
    }
    int axiBytes = design.streams().get(design.inputs().get(0)).flow().lanes();
    return new HlsCode(
        head,
        net,
        net.toUpperCase(Locale.ROOT),
        design.ports() == Ports.MEMORY,
        axiBytes,
        List.copyOf(units),
        ports(design.inputs(), design.graph().inputs(), 0),
        ports(design.outputs(), design.graph().outputs(), design.inputs().size()),
        streams,
        processes,
        tables);
  }

  /**
   * @param before ports of the top function before these
   */
  private List<PortText> ports(List<Integer> streams, List<Port> ports, int before) {
    List<PortText> texts = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Stream stream = design.streams().get(streams.get(i));
      String name = stream.name();
      boolean memory = design.ports() == Ports.MEMORY;
      texts.add(
          new PortText(
              name,
              ports.get(i).value().type().toString(),
              ports.get(i).value().type().count(),
              stream.flow().words(),
              parameter(streams.get(i), name),
              memory
                  ? "static " + net + "_word " + name + "[" + net + "_" + name + "_words];"
                  : "hls::stream<" + net + "_word> " + name + "(\"" + name + "\");",
              memory
                  ? memoryPragmas(name, before + i, stream.flow().words())
                  : List.of("axis port=" + name),
              FIRST_REGISTER + ADDRESS_REGISTERS * (before + i)));
    }
    return texts;
  }

  /** A bundle of its own for each port, since all are used at once. */
  private static List<String> memoryPragmas(String name, int index, long words) {
    return List.of(
        "m_axi port="
            + name
            + " bundle=gmem_"
            + index
            + " offset=slave depth="
            + words
            + " latency="
            + MemoryUnit.LATENCY,
        "s_axilite port=" + name);
  }

  /** A process' own names for its streams, and how it takes them. */
  private void parameters(
      String stem, List<Integer> streams, List<String> names, List<String> parameters) {
    for (int i = 0; i < streams.size(); i++) {
      String name = streams.size() == 1 ? stem : stem + "_" + i;
      names.add(name);
      parameters.add(parameter(streams.get(i), name));
    }
  }

  private String parameter(int stream, String name) {
    if (design.isPort(stream) && design.ports() == Ports.MEMORY) {
      return (design.inputs().contains(stream) ? "const " : "") + net + "_word *" + name;
    }
    return "hls::stream<" + stream(stream).type() + " > &" + name;
  }

  private String comment(Process process) {
    if (process.node() < 0) {
      return process.unit().template().replace('_', ' ');
    }
    Node node = design.graph().nodes().get(process.node());
    return process.unit().template().replace('_', ' ') + " of " + LayerNames.of(node);
  }

  private StreamText stream(int index) {
    Stream stream = design.streams().get(index);
    Flow flow = stream.flow();
    String type = design.isPort(index) ? net + "_word" : "ap_uint<" + flow.width() + ">";
    return new StreamText(stream.name(), type, stream.depth(), stream.large());
  }

  private static TableText table(String name, Table table) {
    List<String> lines = new ArrayList<>();
    int run = table.extents().get(table.extents().size() - 1);
    boolean nested = table.extents().size() > 1;
    StringBuilder line = new StringBuilder(nested ? "{" : "");
    for (int i = 0; i < table.values().length; i++) {
      String text = text(table, table.values()[i]);
      if (line.length() + text.length() > LINE) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(text);
      boolean last = nested && i % run == run - 1;
      line.append(last ? "}, " : ", ");
      if (last && i + 1 < table.values().length) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.append("{");
      }
    }
    lines.add(line.toString().stripTrailing());
    String extents =
        table.extents().stream().map(extent -> "[" + extent + "]").collect(Collectors.joining());
    return new TableText(
        name, table.type(), extents, lines, table.values().length, Trace.hash(table));
  }

  private static String text(Table table, long value) {
    if (table.hexadecimal()) {
      return "0x" + Long.toHexString(value) + (table.type().contains("long long") ? "ULL" : "");
    }
    return value + (table.type().contains("long long") ? "LL" : "");
  }
}
