// SPDX-License-Identifier: Apache-2.0
/**
 * Object stores as real servers in their own processes. Start with {@link
 * dev.varve.e2e.stores.S3Server}.
 */
@NullMarked
package dev.varve.e2e.stores;

import org.jspecify.annotations.NullMarked;
