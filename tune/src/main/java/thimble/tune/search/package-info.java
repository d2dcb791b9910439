/** How trials are chosen: by a model of what was measured, by chance, or all of them. */
package thimble.tune.search;
