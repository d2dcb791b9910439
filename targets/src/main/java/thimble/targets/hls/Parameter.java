package thimble.targets.hls;

/** A constant of a unit, as its template names it, and what it is in words. */
public record Parameter(String name, long value, String comment) {}
