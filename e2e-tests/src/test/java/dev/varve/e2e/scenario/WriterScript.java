// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.restore.ledger.WriterToken;
import dev.varve.restore.sink.RestoreSteps;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Holds and fails the writers of one run of a restore at points chosen by a test. Copies of it, as Flink makes them, act as one. */
public final class WriterScript implements RestoreSteps, AutoCloseable {
    private static final Map<String, Acts> SCRIPTS = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    /** The first time that a writer, named by subtask and number of its token, reaches a step. */
    public record Point(Step step, int subtask, int number) {}

    private enum Act {
        HOLD,
        FAIL
    }

    /** Shared by the copies. */
    private static final class Acts {
        private final Map<Point, Act> planned = new LinkedHashMap<>();
        private final Map<Point, Thread> held = new LinkedHashMap<>();
        private final Set<Point> reached = new HashSet<>();

        synchronized void reached(Point point) throws IOException {
            reached.add(point);
            @Nullable Act act = planned.get(point);
            if (act == Act.FAIL) {
                planned.remove(point);
                throw new IOException("Injected failure at " + point);
            }
            if (act == Act.HOLD) {
                held.put(point, Thread.currentThread());
                awaitRelease(point);
            }
        }

        /** Goes on waiting when it is interrupted: a task on a machine that hangs does not hear that it is canceled. */
        private void awaitRelease(Point point) throws IOException {
            while (planned.get(point) == Act.HOLD) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    // Flink interrupts a task that it cancels.
                }
            }
            if (planned.remove(point) == Act.FAIL) {
                throw new IOException("Injected failure at " + point);
            }
        }

        synchronized void plan(Point point, Act act) {
            planned.put(point, act);
            notifyAll();
        }

        synchronized void remove(Point point) {
            planned.remove(point);
            notifyAll();
        }

        synchronized void removeAll() {
            planned.clear();
            notifyAll();
        }

        synchronized boolean hasReached(Point point) {
            return reached.contains(point);
        }

        synchronized @Nullable Thread thread(Point point) {
            return held.get(point);
        }
    }

    private Acts acts() {
        return SCRIPTS.computeIfAbsent(name, unused -> new Acts());
    }

    public Point holdAt(Step step, int subtask, int number) {
        Point point = new Point(step, subtask, number);
        acts().plan(point, Act.HOLD);
        return point;
    }

    /** Fails the writer when it comes there, or is held there. */
    public Point failAt(Step step, int subtask, int number) {
        Point point = new Point(step, subtask, number);
        acts().plan(point, Act.FAIL);
        return point;
    }

    public void release(Point point) {
        acts().remove(point);
    }

    /** Lets all go on, and holds and fails nobody any more. */
    @Override
    public void close() {
        acts().removeAll();
    }

    public boolean hasReached(Step step, int subtask, int number) {
        return acts().hasReached(new Point(step, subtask, number));
    }

    public void awaitReached(Point point) throws Exception {
        Await.until("a writer reaches " + point, () -> acts().hasReached(point));
    }

    /** Waits for the end of the task that was held there: all that it does is done. */
    public void awaitEnd(Point point) throws Exception {
        Thread task = Objects.requireNonNull(acts().thread(point));
        Await.until("the task ends that was held at " + point, () -> !task.isAlive());
    }

    @Override
    public void reached(Step step, WriterToken token) throws IOException {
        acts().reached(new Point(step, token.subtask(), token.number()));
    }
}
