// SPDX-License-Identifier: Apache-2.0
/** Tests of the file system against {@link dev.varve.azure.Azurite}, Azure's own server for development, in a process of its own. */
@NullMarked
package dev.varve.azure;

import org.jspecify.annotations.NullMarked;
