package thimble.targets;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a board offers; read from {@code boards/<name>.yaml}, one file a board.
 *
 * @param name the target's name on the command line
 * @param title for people: {@code "Arm MPS2 with Cortex-M4 (AN386)"}
 * @param core what its processor understands
 * @param clockHz processor clock at its fastest, for estimates of time; 0 where nobody knows (host)
 * @param memories regions of the memory map, none on the host. Their order is a preference: what
 *     may lie in several regions goes into the first with room
 * @param emulator how it runs here, if it does
 */
public record Board(
    String name,
    String title,
    Core core,
    long clockHz,
    List<Memory> memories,
    Optional<Emulator> emulator) {
  public Board {
    memories = List.copyOf(memories);
  }

  /** What generated C may use. */
  public enum Feature {
    /** Packed 16-bit multiply-accumulate and saturation (ARMv7E-M and the DSP extension). */
    DSP,
    /** Floating-point registers: the start-up code switches them on. */
    FPU,
    /** Vector instructions (Helium), in the floating-point registers. */
    MVE,
    /** Low-overhead loops of ARMv8.1-M: the start-up code switches their cache on. */
    LOB,
    /** A stack-limit register (ARMv8-M): the start-up code sets it. */
    STACK_LIMIT;

    /** The name in board files: {@code stack-limit}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @param cpu GCC's name: {@code cortex-m4}; {@code native} for the host
   * @param fpu GCC's name: {@code fpv4-sp-d16}; empty for soft float
   */
  public record Core(String cpu, Optional<String> fpu, Set<Feature> features) {
    public Core {
      features = java.util.Collections.unmodifiableSet(new TreeSet<>(features));
    }

    public boolean has(Feature feature) {
      return features.contains(feature);
    }

    /**
     * Instructions that a multiply-accumulate of two bytes takes at least, loads and everything
     * else not counted: VMLADAV does sixteen at once, SMLAD two, MLA one.
     */
    public double leastPerMac() {
      return has(Feature.MVE) ? 1.0 / 16 : has(Feature.DSP) ? 0.5 : 1;
    }
  }

  /** What the linker puts into a memory region. */
  public enum Content {
    CODE,
    WEIGHTS,
    /** Writable data that the program itself has: contexts, counters. */
    DATA,
    STACK,
    ARENA
  }

  /**
   * @param name region name in the linker script: {@code FLASH}, {@code RAM}, {@code DTCM}
   * @param writable whether a running program can write it
   * @param holds what may lie there; nothing where a region is only listed for the record
   */
  public record Memory(String name, long origin, long bytes, boolean writable, Set<Content> holds) {
    public Memory {
      holds = java.util.Collections.unmodifiableSet(new TreeSet<>(holds));
    }

    public boolean holds(Content content) {
      return holds.contains(content);
    }

    public long end() {
      return origin + bytes;
    }
  }

  /**
   * @param machine QEMU's {@code -M}
   * @param timerHz rate of the processor's SysTick in virtual time; one executed instruction is one
   *     virtual nanosecond
   */
  public record Emulator(String machine, long timerHz) {}

  /** Whether this is the computer at hand instead of a board. */
  public boolean isHost() {
    return memories.isEmpty();
  }

  /** Whether programs for this board can be run on this computer. */
  public boolean runsHere() {
    return isHost() || emulator.isPresent();
  }

  /** The regions that may hold something, the preferred one first. */
  public List<Memory> regionsFor(Content content) {
    return memories.stream().filter(memory -> memory.holds(content)).toList();
  }

  /** The region of that name. */
  public Memory memory(String regionName) {
    return memories.stream()
        .filter(memory -> memory.name().equals(regionName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no region " + regionName));
  }

  /** Bytes of memory that keeps code and weights. */
  public long flashBytes() {
    return memories.stream()
        .filter(memory -> !memory.writable() && !memory.holds().isEmpty())
        .mapToLong(Memory::bytes)
        .sum();
  }

  /** Bytes of writable memory that programs use. */
  public long ramBytes() {
    return memories.stream()
        .filter(memory -> memory.writable() && !memory.holds().isEmpty())
        .mapToLong(Memory::bytes)
        .sum();
  }

  /** Bytes of the largest arena a program on this board can have, its stack and data beside it. */
  public long arenaBytes() {
    return regionsFor(Content.ARENA).stream()
        .mapToLong(memory -> memory.bytes() - Placement.reservedBytes(this, memory))
        .max()
        .orElse(Long.MAX_VALUE);
  }
}
