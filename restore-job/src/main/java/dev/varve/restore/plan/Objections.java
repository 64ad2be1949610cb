// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.restore.plan.PlanProblem.Kind;
import java.util.ArrayList;
import java.util.List;

/** What planning found against a restore, in the order in which it was found. Mutable; for one thread. */
final class Objections {
    private final List<PlanProblem> problems = new ArrayList<>();
    private final List<PlanProblem> warnings = new ArrayList<>();

    /** The restore cannot start. */
    void refuse(Kind kind, String subject, String message, String hint) {
        problems.add(new PlanProblem(kind, subject, message, hint));
    }

    /** The operator should know. */
    void warn(Kind kind, String subject, String message, String hint) {
        warnings.add(new PlanProblem(kind, subject, message, hint));
    }

    /** A problem, or a warning where the configuration accepts it. */
    void refuseUnless(boolean accepted, PlanProblem problem) {
        (accepted ? warnings : problems).add(problem);
    }

    boolean hasProblem(Kind kind) {
        return problems.stream().anyMatch(problem -> problem.kind() == kind);
    }

    List<PlanProblem> problems() {
        return List.copyOf(problems);
    }

    List<PlanProblem> warnings() {
        return List.copyOf(warnings);
    }
}
