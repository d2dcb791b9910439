package thimble.targets.cortexm;

/** Model of templates whose text is the same for all layers. */
public record PlainModel() {}
