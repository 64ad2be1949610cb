/**
 * The names of objects in an archive (FORMAT.md section 4): the only package that builds or takes apart a name.
 *
 * <p>Start at {@link dev.varve.format.layout.ObjectNames}.
 */
@NullMarked
package dev.varve.format.layout;

import org.jspecify.annotations.NullMarked;
