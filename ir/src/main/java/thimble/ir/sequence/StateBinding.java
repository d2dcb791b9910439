package thimble.ir.sequence;

import java.util.Optional;
import thimble.ir.TensorData;

/**
 * An input of a model that takes, in each run, what an output gave in the run before: a model that
 * hands its state in and out.
 *
 * @param input its name in the model
 * @param output its name in the model
 * @param first what the input holds in the first run, as the model has it; zeros where it is empty
 */
public record StateBinding(String input, String output, Optional<TensorData> first) {}
