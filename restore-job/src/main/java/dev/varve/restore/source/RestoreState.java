// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.Id;

/**
 * What a checkpoint holds of a restore: only which one it is. How far it is says the ledger, so a checkpoint of any age, or none, is as
 * good as the newest.
 */
public record RestoreState(String restoreId, Id archiveId) {}
