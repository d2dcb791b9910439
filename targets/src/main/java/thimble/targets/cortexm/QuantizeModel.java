package thimble.targets.cortexm;

/**
 * Model of the templates {@code cortexm/quantize} and {@code cortexm/dequantize}.
 *
 * @param type C type of the integers
 * @param bytes whether their limits are those of int8
 */
public record QuantizeModel(String type, boolean bytes) {}
