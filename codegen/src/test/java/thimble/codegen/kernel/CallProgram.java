package thimble.codegen.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;

/** A C program that runs operators on given data by their translated kernels and prints results. */
final class CallProgram {
  private final List<Case> cases;
  private final StringBuilder data = new StringBuilder();
  private final StringBuilder main = new StringBuilder();

  /** One operator on given inputs. */
  record Case(Op op, Signature signature, List<TensorData> inputs) {}

  CallProgram(List<Case> cases) {
    this.cases = cases;
  }

  /** For each case its outputs as little-endian bytes, in hexadecimal. */
  List<List<String>> run(Path directory, String... options) {
    List<KernelCall> calls =
        cases.stream().map(each -> each.op().kernel(each.signature())).toList();
    KernelSource kernels = KernelTranslator.translate(calls);
    for (int i = 0; i < cases.size(); i++) {
      new Writer("c" + i, cases.get(i), calls.get(i), kernels.function(calls.get(i))).write();
    }
    StringBuilder text = new StringBuilder();
    kernels.includes().forEach(header -> text.append("#include ").append(header).append('\n'));
    text.append("#include <stdio.h>\n").append(kernels.text()).append(data);
    text.append("static void print(const void *bytes, int count) {\n");
    text.append(
        "  for (int i = 0; i < count; i++) printf(\"%02x\", ((const uint8_t *)bytes)[i]);\n");
    text.append("  puts(\"\");\n}\nint main(void) {\n").append(main).append("}\n");
    Toolchain tools = new Toolchain(directory);
    Path program = tools.build(tools.write("calls.c", text.toString()), options);
    return parse(tools.run(List.of(program.toString())).lines().toList());
  }

  private List<List<String>> parse(List<String> lines) {
    List<List<String>> results = new ArrayList<>();
    int at = 0;
    for (Case each : cases) {
      int outputs = each.signature().outputs().size();
      results.add(lines.subList(at, at + outputs));
      at += outputs;
    }
    return results;
  }

  /** Writes the data and the calls of one case. */
  private final class Writer {
    private final String prefix;
    private final Case each;
    private final KernelCall call;
    private final CFunction function;
    private final List<RowWindow> windows;
    private final Map<Argument, String> arrays = new LinkedHashMap<>();

    Writer(String prefix, Case each, KernelCall call, CFunction function) {
      this.prefix = prefix;
      this.each = each;
      this.call = call;
      this.function = function;
      this.windows =
          each.op().access(each.signature()) instanceof Access.ByRows rows
              ? rows.windows()
              : List.of();
    }

    void write() {
      for (int i = 0; i < each.inputs().size(); i++) {
        array(prefix + "i" + i, each.inputs().get(i));
      }
      List<TensorType> outputs = each.signature().outputs();
      for (int i = 0; i < outputs.size(); i++) {
        empty(prefix + "o" + i, outputs.get(i).element(), outputs.get(i).count());
      }
      Access access = each.op().access(each.signature());
      int rows = each.signature().output().rows();
      if (access instanceof Access.ByRows byRows && !byRows.mergeable()) {
        for (int row = 0; row < rows; row++) {
          call(row, 1);
        }
      } else {
        call(0, rows);
      }
      for (int i = 0; i < outputs.size(); i++) {
        main.append("  print(" + prefix + "o" + i + ", " + outputs.get(i).bytes() + ");\n");
      }
    }

    private void empty(String name, ElementType element, int count) {
      data.append("static " + element.cType() + " " + name + "[" + Math.max(1, count) + "];\n");
    }

    private void array(String name, TensorData values) {
      data.append("static const " + values.element().cType() + " " + name + "[] = {");
      for (int i = 0; i < values.count(); i++) {
        data.append(i % 16 == 15 ? ",\n" : ",").append(literal(values, i));
      }
      int first = data.lastIndexOf("{,");
      data.replace(first, first + 2, "{").append(values.count() == 0 ? "0" : "").append("};\n");
    }

    private String literal(TensorData values, int i) {
      if (values.element() == ElementType.F32) {
        float value = values.floatArray()[i];
        return Float.isInfinite(value)
            ? (value > 0 ? "1.0f/0.0f" : "-1.0f/0.0f")
            : Float.toHexString(value) + "f";
      }
      if (values.element() == ElementType.F64) {
        return Double.toHexString(values.real(i));
      }
      long value = values.integer(i);
      return value == Long.MIN_VALUE
          ? "INT64_MIN"
          : values.element().bytes() == 8 ? value + "LL" : Long.toString(value);
    }

    private void call(int row, int count) {
      List<String> arguments = new ArrayList<>();
      main.append("  {\n");
      for (Argument argument : call.arguments()) {
        if (argument instanceof Argument.Source source) {
          tensor(arguments, prefix + "i" + source.input());
          RowWindow window = windows.isEmpty() ? RowWindow.all() : windows.get(source.input());
          int first = window.isAll() ? 0 : window.row(row, 0);
          arguments.add(
              Integer.toString(first * each.signature().input(source.input()).rowElements()));
        } else if (argument instanceof Argument.SourceRows source) {
          tensor(arguments, prefix + "i" + source.input());
          arguments.add(rows(source.input(), row));
        } else if (argument instanceof Argument.Sink sink) {
          tensor(arguments, prefix + "o" + sink.output());
          int first = row * each.signature().output(sink.output()).rowElements();
          arguments.add(Integer.toString(first));
        } else if (argument instanceof Argument.Scratch scratch) {
          arguments.add(
              arrays.computeIfAbsent(
                  argument,
                  key -> {
                    String name = prefix + "s" + arrays.size();
                    empty(name, scratch.element(), scratch.count());
                    return name;
                  }));
          arguments.add("0");
        } else if (argument instanceof Argument.Table table) {
          arguments.add(
              arrays.computeIfAbsent(
                  argument,
                  key -> {
                    String name = prefix + "t" + arrays.size();
                    array(name, table.data());
                    return name;
                  }));
        } else {
          arguments.add(number(argument, row, count));
        }
      }
      main.append("    " + function.name() + "(" + String.join(", ", arguments) + ");\n  }\n");
    }

    /** Unsigned tensors travel as the signed arrays that Java has. */
    private void tensor(List<String> arguments, String array) {
      arguments.add("(" + function.parameters().get(arguments.size()).type() + ")" + array);
    }

    private String rows(int input, int row) {
      RowWindow window = windows.get(input);
      StringBuilder rows = new StringBuilder();
      for (int tap = 0; tap < window.taps(); tap++) {
        int from = window.row(row, tap);
        int at = from < 0 ? -1 : from * each.signature().input(input).rowElements();
        rows.append(tap == 0 ? "" : ", ").append(at);
      }
      main.append("    const int32_t rows" + input + "[] = {" + rows + "};\n");
      return "rows" + input;
    }

    private String number(Argument argument, int row, int count) {
      if (argument instanceof Argument.Int number) {
        return Integer.toString(number.value()).replace("-2147483648", "INT32_MIN");
      } else if (argument instanceof Argument.PerRow extent) {
        return Integer.toString(extent.amount() * count);
      } else if (argument instanceof Argument.OutputRow) {
        return Integer.toString(row);
      }
      return literal(TensorData.floats(((Argument.Real) argument).value()), 0);
    }
  }
}
