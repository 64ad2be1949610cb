// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.backup.sink.BackupSteps;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fails a task at a named step of a commit.
 *
 * @param number the segment in question
 * @param occurrence how often the step is let pass before
 * @param times how often it fails
 * @param run tells the tests of one process apart
 */
record FailAt(Step step, Moment moment, int number, int occurrence, int times, String run) implements BackupSteps {
    private static final Map<String, AtomicInteger> PASSED = new ConcurrentHashMap<>();

    /** Fails once, at the second commit. */
    static FailAt once(Step step, Moment moment, int number) {
        return new FailAt(step, moment, number, 1, 1, UUID.randomUUID().toString());
    }

    @Override
    public void reached(Step reached, Moment when, int which) throws IOException {
        if (reached != step || when != moment || which != number) {
            return;
        }
        int passed = PASSED.computeIfAbsent(run, key -> new AtomicInteger()).getAndIncrement();
        if (passed >= occurrence && passed < occurrence + times) {
            throw new IOException("Injected failure " + moment + " " + step + " " + number);
        }
    }

    boolean hasFailed() {
        AtomicInteger passed = PASSED.get(run);
        return passed != null && passed.get() > occurrence;
    }
}
