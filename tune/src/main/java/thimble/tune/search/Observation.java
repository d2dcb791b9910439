package thimble.tune.search;

/**
 * What is known of a trial.
 *
 * @param value the larger the better
 */
public record Observation(int trial, double value) {}
