// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.restore.plan.PlanProblem;
import dev.varve.restore.plan.RestorePlan;
import java.io.IOException;
import java.util.List;

/** The plan of a restore has problems. Nothing was written anywhere. */
public final class PlanRefusedException extends IOException {
    private final List<PlanProblem> problems;

    PlanRefusedException(RestorePlan plan) {
        super("Cannot start restore " + plan.restoreId() + ": the plan has "
                + plan.problems().size()
                + " problem(s), listed above. Nothing was written. HINT: varve plan shows them again");
        this.problems = List.copyOf(plan.problems());
    }

    public List<PlanProblem> problems() {
        return problems;
    }
}
