/**
 * Where trials run: in this process, in other processes, on a cluster. Nothing here knows what a
 * trial is: a job is a text, a trial a number, a result a line. Only the JDK is needed, so that any
 * engine can carry it.
 */
package thimble.tune.engine;
