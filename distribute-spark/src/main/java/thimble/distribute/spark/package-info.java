/**
 * Trials on Apache Spark. This module sees Spark and {@link thimble.tune.engine}; the tool itself
 * goes to the executors as files and runs there in a class loader of its own, so that Spark's
 * libraries and the tool's never meet.
 */
package thimble.distribute.spark;
