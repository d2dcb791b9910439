package thimble.codegen.firmware;

import java.util.List;

/**
 * What {@code main.c} says.
 *
 * @param net prefix of the network's functions
 * @param upper prefix of its macros
 * @param inputs the inputs' numbers
 * @param guardBytes on each side of the arena
 * @param arenaAttribute puts the arena into its section; empty on the host
 */
public record MainText(
    List<String> head,
    String board,
    String net,
    String upper,
    List<Integer> inputs,
    List<Integer> outputs,
    int guardBytes,
    String arenaAttribute) {}
