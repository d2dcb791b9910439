package thimble.targets.cortexm;

/**
 * Model of the template {@code cortexm/pad}.
 *
 * @param rowsMayMiss whether a source row may be one of the padding
 */
public record PadModel(boolean rowsMayMiss) {}
