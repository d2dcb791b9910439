package thimble.codegen.firmware;

import java.util.List;

/** What files say that are the same for every board. */
public record PortText(List<String> head) {}
