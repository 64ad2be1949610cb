// SPDX-License-Identifier: Apache-2.0
/**
 * Object stores as real servers in their own processes, and a proxy in front of them that counts and breaks. Start with {@link
 * dev.varve.e2e.stores.S3Server} and {@link dev.varve.e2e.stores.StoreProxy}.
 */
@NullMarked
package dev.varve.e2e.stores;

import org.jspecify.annotations.NullMarked;
