// SPDX-License-Identifier: Apache-2.0
/**
 * Backups and restores of clusters that ask for passwords, certificates and rights, as docs/security.md tells people to set them up. Start
 * at {@link dev.varve.e2e.security.SecuredCluster}.
 */
@NullMarked
package dev.varve.e2e.security;

import org.jspecify.annotations.NullMarked;
