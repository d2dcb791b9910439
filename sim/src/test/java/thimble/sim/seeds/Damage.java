package thimble.sim.seeds;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.planner.Buffer;
import thimble.planner.Plan;
import thimble.planner.RowAddress;
import thimble.planner.Step;

/** Ways to damage a plan. */
enum Damage {
  /** All rows of a value lie one byte, or one element, further up or down. */
  OFFSET_MOVED {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      return someValue(plan, random, 1)
          .map(
              id -> {
                int step =
                    random.nextBoolean() ? 1 : plan.graph().index().type(id).element().bytes();
                long by = random.nextBoolean() ? step : -step;
                return withOffsets(
                    plan, id, offsets(plan, id).stream().map(at -> at + by).toList());
              });
    }
  },
  /** One row of a value lies one element further up or down. */
  ROW_MOVED {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      return someValue(plan, random, 1)
          .map(
              id -> {
                List<Long> offsets = new ArrayList<>(offsets(plan, id));
                int row = random.nextInt(offsets.size());
                int element = plan.graph().index().type(id).element().bytes();
                offsets.set(row, offsets.get(row) + (random.nextBoolean() ? element : -element));
                return withOffsets(plan, id, offsets);
              });
    }
  },
  /** Two rows of a value have exchanged their places. */
  ROWS_EXCHANGED {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      return someValue(plan, random, 2)
          .map(
              id -> {
                List<Long> offsets = new ArrayList<>(offsets(plan, id));
                int row = random.nextInt(offsets.size() - 1);
                Collections.swap(offsets, row, row + 1 + random.nextInt(offsets.size() - row - 1));
                return withOffsets(plan, id, offsets);
              })
          .filter(broken -> !broken.addresses().equals(plan.addresses()));
    }
  },
  /** A ring has one slot less than its rows need. */
  RING_SHORT {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      return someValue(plan, random, 2)
          .filter(id -> !(plan.addresses().get(id) instanceof RowAddress.Table))
          .flatMap(
              id -> {
                List<Long> offsets = offsets(plan, id);
                long distinct = offsets.stream().distinct().count();
                int rowBytes = plan.graph().index().type(id).rowBytes();
                return distinct < 2
                    ? Optional.empty()
                    : Optional.of(
                        with(
                            plan,
                            id,
                            new RowAddress.Ring(offsets.get(0), rowBytes, (int) distinct - 1)));
              });
    }
  },
  /** Something is written where something else lies whose last reader is not done. */
  FREED_EARLY {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      List<Buffer.Span> spans = new ArrayList<>();
      for (Buffer buffer : plan.buffers()) {
        if (!buffer.values().isEmpty()) {
          spans.addAll(buffer.spans());
        }
      }
      spans.removeIf(span -> span.bytes() == 0 || !plan.addresses().containsKey(span.value()));
      for (int attempt = 0; attempt < 40 && !spans.isEmpty(); attempt++) {
        Buffer.Span kept = spans.get(random.nextInt(spans.size()));
        // By one step where there is such a pair among the first tries, later by more.
        int early = 1 + attempt / 10;
        for (Buffer.Span late : spans) {
          boolean tooEarly =
              late.firstStep() > kept.firstStep()
                  && late.firstStep() <= kept.lastStep()
                  && kept.lastStep() - late.firstStep() <= early
                  && !late.value().equals(kept.value());
          if (tooEarly) {
            return Optional.of(onto(plan, late, kept.offset()));
          }
        }
      }
      return Optional.empty();
    }
  },
  STEP_DROPPED {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      List<Step> flat = new ArrayList<>(plan.flat());
      if (flat.isEmpty()) {
        return Optional.empty();
      }
      flat.remove(random.nextInt(flat.size()));
      return Optional.of(withSteps(plan, flat));
    }
  },
  STEPS_SWAPPED {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      List<Step> flat = new ArrayList<>(plan.flat());
      if (flat.size() < 2) {
        return Optional.empty();
      }
      int at = random.nextInt(flat.size() - 1);
      Collections.swap(flat, at, at + 1);
      return Optional.of(withSteps(plan, flat));
    }
  },
  /** What works in place is done twice: sums have a part twice. */
  STEP_REPEATED {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      List<Step> flat = new ArrayList<>(plan.flat());
      List<Integer> candidates =
          IntStream.range(0, flat.size())
              .filter(at -> flat.get(at) instanceof Step.Call call && isInPlace(plan, call))
              .boxed()
              .toList();
      if (candidates.isEmpty()) {
        return Optional.empty();
      }
      int at = candidates.get(random.nextInt(candidates.size()));
      flat.add(at, flat.get(at));
      return Optional.of(withSteps(plan, flat));
    }
  },
  /** Working memory reaches further than what was kept free for it: down into its neighbour. */
  SCRATCH_SHORT {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      if (plan.scratch().isEmpty()) {
        return Optional.empty();
      }
      List<Integer> nodes = new ArrayList<>(plan.scratch().keySet());
      int node = nodes.get(random.nextInt(nodes.size()));
      Map<Integer, Long> scratch = new TreeMap<>(plan.scratch());
      scratch.merge(node, random.nextBoolean() ? 8L : -8L, Long::sum);
      return Optional.of(copy(plan, plan.steps(), plan.addresses(), scratch, plan.arenaBytes()));
    }
  },
  /** The arena has one byte less. */
  ARENA_SHORT {
    @Override
    Optional<Plan> inflict(Plan plan, SplittableRandom random) {
      return plan.arenaBytes() == 0
          ? Optional.empty()
          : Optional.of(
              copy(plan, plan.steps(), plan.addresses(), plan.scratch(), plan.arenaBytes() - 1));
    }
  };

  /** Of so many damaged plans how many must be caught: the others are harmless. */
  int caughtAtLeast(int done) {
    return switch (this) {
      case ARENA_SHORT, STEP_REPEATED -> done;
      case SCRATCH_SHORT, RING_SHORT, FREED_EARLY, ROW_MOVED -> done * 3 / 4;
      default -> done / 2;
    };
  }

  /** The same plan, damaged; empty where it has nothing that could be damaged so. */
  abstract Optional<Plan> inflict(Plan plan, SplittableRandom random);

  /** Whether a call writes its first row where it reads that row of an input. */
  private static boolean isInPlace(Plan plan, Step.Call call) {
    Node node = plan.graph().nodes().get(call.node());
    RowAddress output = plan.addresses().get(node.output().id());
    return plan.kernels().get(call.node()).overwritable().stream()
        .map(input -> node.inputs().get(input))
        .filter(plan.addresses()::containsKey)
        .filter(id -> plan.graph().index().type(id).rows() == node.output().type().rows())
        .anyMatch(
            id ->
                plan.addresses().get(id).byteOf(call.firstRow()) == output.byteOf(call.firstRow()));
  }

  private static Optional<String> someValue(Plan plan, SplittableRandom random, int rows) {
    var index = plan.graph().index();
    List<String> ids =
        plan.addresses().keySet().stream()
            .filter(id -> index.type(id).bytes() > 0 && index.type(id).rows() >= rows)
            .toList();
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
  }

  private static List<Long> offsets(Plan plan, String id) {
    TensorType type = plan.graph().index().type(id);
    List<Long> offsets = new ArrayList<>();
    for (int row = 0; row < type.rows(); row++) {
      offsets.add(plan.addresses().get(id).byteOf(row));
    }
    return offsets;
  }

  /** A value's rows within a span lie elsewhere. */
  private static Plan onto(Plan plan, Buffer.Span span, long offset) {
    int element = plan.graph().index().type(span.value()).element().bytes();
    List<Long> offsets = new ArrayList<>();
    for (long at : offsets(plan, span.value())) {
      boolean inside = span.offset() <= at && at < span.end();
      offsets.add(inside ? (offset + at - span.offset()) / element * element : at);
    }
    return withOffsets(plan, span.value(), offsets);
  }

  private static Plan withOffsets(Plan plan, String id, List<Long> offsets) {
    return with(plan, id, new RowAddress.Table(offsets));
  }

  private static Plan with(Plan plan, String id, RowAddress address) {
    Map<String, RowAddress> addresses = new LinkedHashMap<>(plan.addresses());
    addresses.put(id, address);
    return copy(plan, plan.steps(), addresses, plan.scratch(), plan.arenaBytes());
  }

  private static Plan withSteps(Plan plan, List<Step> flat) {
    List<Step> steps = flat.isEmpty() ? List.of() : List.of(new Step.RowStream(flat));
    return copy(plan, steps, plan.addresses(), plan.scratch(), plan.arenaBytes());
  }

  private static Plan copy(
      Plan plan,
      List<Step> steps,
      Map<String, RowAddress> addresses,
      Map<Integer, Long> scratch,
      long arenaBytes) {
    return new Plan(
        plan.graph(),
        plan.kernels(),
        steps,
        plan.buffers(),
        addresses,
        scratch,
        arenaBytes,
        plan.memory(),
        plan.recomputed());
  }
}
