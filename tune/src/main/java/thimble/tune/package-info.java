/**
 * Which way to quantize is best? A space of configurations, trials that measure them, searches that
 * choose the trials, and a journal of what was measured (docs/tune.md).
 */
package thimble.tune;
