// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.Id;
import java.io.Serializable;
import java.util.List;

/**
 * Everything that one restore will do, and what stands against it.
 *
 * @param restoreId the configuration's {@code id}
 * @param archive name of the archive
 * @param topics in the order of source name, then topic id
 * @param segments how many segments of the archive hold what is restored; an upper bound
 * @param problems why the restore cannot start; empty if it can
 * @param warnings what the operator should know and nothing forbids
 */
public record RestorePlan(
        String restoreId,
        String archive,
        Id archiveId,
        List<PlannedTopic> topics,
        long segments,
        List<PlanProblem> problems,
        List<PlanProblem> warnings)
        implements Serializable {

    public RestorePlan {
        topics = List.copyOf(topics);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Whether the restore can start. */
    public boolean isPossible() {
        return problems.isEmpty();
    }
}
