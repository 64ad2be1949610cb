// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.restore.ledger.LedgerLocation;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.target.TargetPolicy;
import java.io.Serializable;

/**
 * What one run of a restore is to reach. Travels with the job.
 *
 * @param runId one per submission of the job
 * @param request the canonical form of what was asked for
 * @param isExactlyOnce whether there is one owner whose writers fence each other; at-least-once has neither
 */
public record RestoreGoal(
        String runId,
        RestorePlan plan,
        String request,
        LedgerLocation ledger,
        TargetPolicy policy,
        boolean isExactlyOnce)
        implements Serializable {}
