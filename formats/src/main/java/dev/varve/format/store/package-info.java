/**
 * The port to a location of objects, and its implementation for a local directory.
 *
 * <p>Start at {@link dev.varve.format.store.Store}. The package knows nothing of what objects contain.
 */
@NullMarked
package dev.varve.format.store;

import org.jspecify.annotations.NullMarked;
