package thimble.codegen;

import java.util.Locale;
import thimble.ir.Graph;
import thimble.planner.Plan;

/**
 * The text that runs two instances of a network whose inputs come by rows, a row of the one and a
 * row of the other in turn. The first one's rows are copied, the second one's written where the
 * network wants them; the first one is restarted in the middle, and both refuse a row too many.
 */
final class RowInstances {
  private RowInstances() {}

  static void append(StringBuilder text, Graph graph, Plan plan) {
    String net = graph.name();
    String upper = net.toUpperCase(Locale.ROOT);
    int inputs = graph.sources().size();
    boolean several = inputs > 1;
    StringBuilder part = new StringBuilder();
    part.append("static _Alignas(NET_ARENA_ALIGN) uint8_t net_arena[2][(NET_ARENA_BYTES\n")
        .append("    + NET_ARENA_ALIGN - 1) / NET_ARENA_ALIGN * NET_ARENA_ALIGN];\n");
    for (int i = 0; i < inputs; i++) {
      part.append("static uint8_t net_in%d[2][NET_IN%d_BYTES];\n".formatted(i, i));
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      part.append("static uint8_t net_out%d[2][NET_OUT%d_BYTES];\n".formatted(i, i));
    }
    sink(part, plan);
    part.append("static net_status push_net(net_context *ctx, int i, uint8_t *row)\n{\n")
        .append(several ? "" : "    (void)i;\n")
        .append("    return net_push_rows")
        .append(several ? "_to(ctx, i, row, 1);\n}\n" : "(ctx, row, 1);\n}\n");
    part.append(
            "static int row_net(net_context *ctx, int k, uint32_t sent[%d])\n{\n".formatted(inputs))
        .append("    int i = ")
        .append(several ? "net_wanted_input(ctx);\n" : "net_row_buffer(ctx) == NULL ? -1 : 0;\n")
        .append("    uint8_t *row = NULL;\n    uint32_t bytes = 0;\n    switch (i) {\n");
    for (int i = 0; i < inputs; i++) {
      part.append(
              "    case %d: row = net_in%d[k] + sent[%d] %% NET_IN%d_BYTES;\n"
                  .formatted(i, i, i, i))
          .append("        bytes = NET_IN%d_ROW_BYTES; break;\n".formatted(i));
    }
    part.append("    default: return 0;\n    }\n    sent[i] += bytes;\n")
        .append("    if (k == 1) { row = memcpy(net_row_buffer(ctx), row, bytes); }\n")
        .append("    net_status status = push_net(ctx, i, row);\n")
        .append("    if (status != NET_OK && status != NET_MORE_ROWS) { abort(); }\n")
        .append("    return 1;\n}\n");
    run(part, graph, plan, inputs);
    text.append(
        part.toString()
            .replace("NET", upper)
            .replace("net_", net + "_")
            .replace("_net", "_" + net));
  }

  private static void sink(StringBuilder part, Plan plan) {
    if (plan.delivered().isEmpty()) {
      return;
    }
    part.append("static void sink_net(void *user, int output, uint32_t row, const void *data)\n{\n")
        .append("    int k = *(int *)user;\n    switch (output) {\n");
    for (int output : plan.delivered()) {
      part.append(
          ("    case %d: memcpy(net_out%d[k] + row * NET_OUT%d_ROW_BYTES, data,\n"
                  + "        NET_OUT%d_ROW_BYTES); break;\n")
              .formatted(output, output, output, output));
    }
    part.append("    default: abort();\n    }\n}\n");
  }

  private static void run(StringBuilder part, Graph graph, Plan plan, int inputs) {
    part.append("static void run_net(void)\n{\n    net_context ctx[2];\n")
        .append("    uint32_t sent[2][%d];\n    int number[2] = {0, 1};\n".formatted(inputs))
        .append("    memset(sent, 0, sizeof sent);\n    for (int k = 0; k < 2; k++) {\n")
        .append(
            "        if (net_init(&ctx[k], net_arena[k], NET_ARENA_BYTES) != NET_OK) { abort(); }\n");
    if (!plan.delivered().isEmpty()) {
      part.append("        net_deliver_to(&ctx[k], sink_net, &number[k]);\n");
    }
    for (int i = 0; i < inputs; i++) {
      part.append("        if (fread(net_in%d[k], 1, NET_IN%d_BYTES, stdin) != ".formatted(i, i))
          .append("NET_IN%d_BYTES) { abort(); }\n".formatted(i));
    }
    part.append("        (void)number;\n    }\n")
        .append("    for (int i = 0; i < 3; i++) { row_net(&ctx[0], 0, sent[0]); }\n")
        .append("    memset(sent, 0, sizeof sent);\n")
        .append("    if (net_restart(&ctx[0]) != NET_OK) { abort(); }\n")
        .append(
            "    while (row_net(&ctx[0], 0, sent[0]) + row_net(&ctx[1], 1, sent[1]) > 0) {\n    }\n")
        .append("    for (int k = 0; k < 2; k++) {\n")
        .append(
            "        if (push_net(&ctx[k], 0, net_in0[k]) != NET_ERROR_TOO_MANY_ROWS) { abort(); }\n");
    for (int i = 0; i < graph.outputs().size(); i++) {
      if (!plan.delivered().contains(i)) {
        part.append("        memcpy(net_out%d[k], net_output(&ctx[k], %d), ".formatted(i, i))
            .append("NET_OUT%d_BYTES);\n".formatted(i));
      }
      part.append("        fwrite(net_out%d[k], 1, NET_OUT%d_BYTES, stdout);\n".formatted(i, i));
    }
    part.append("    }\n}\n");
  }
}
