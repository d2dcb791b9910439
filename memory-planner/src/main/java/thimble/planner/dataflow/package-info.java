/**
 * Networks as hardware: a process for every unit, streams between them, and what they do cycle by
 * cycle.
 */
package thimble.planner.dataflow;
