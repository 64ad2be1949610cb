// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A run of random faults. {@code varve.soak.minutes} says for how long, a number with or without a decimal point; {@code varve.soak.seed}
 * repeats the choices of a run, though not its moments.
 */
final class SoakRun {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String job;
    private final long seed = Long.getLong("varve.soak.seed", System.nanoTime() & 0xFFFFFF);
    private final Duration length = length();
    private final long started = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Map<String, Integer> events = new TreeMap<>();

    /** Begins now. */
    SoakRun(String job) {
        this.job = job;
        System.out.println("Soak of " + job + ": seed " + seed + ", " + length.toSeconds() + " s");
    }

    private static Duration length() {
        return Duration.ofMillis(
                Math.round(Double.parseDouble(System.getProperty("varve.soak.minutes", "20")) * 60_000));
    }

    long seed() {
        return seed;
    }

    boolean goesOn() {
        return System.nanoTime() - started < length.toNanos();
    }

    /** One of these. */
    <T> T choose(T[] all) {
        return all[random.nextInt(all.length)];
    }

    /** True once in so many times. */
    boolean isOneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** Lets some time pass, at most so much: faults come at any moment. */
    void passAtMost(Duration most) {
        LockSupport.parkNanos(random.nextLong(most.toNanos()));
    }

    void injected(Object fault) {
        faults.merge(fault.toString(), 1, Integer::sum);
        say("fault " + fault);
    }

    /** Something worth telling that the job did. */
    void happened(String event) {
        events.merge(event, 1, Integer::sum);
        say(event);
    }

    private void say(String what) {
        long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
        System.out.println("Soak of " + job + ", " + seconds + " s: " + what);
    }

    /** Waits patiently: a job that has failed often waits a minute before it tries again. */
    void await(String condition, Callable<Boolean> check) throws Exception {
        Await.atMost(PATIENCE, check);
        if (!check.call()) {
            throw new AssertionError(
                    "Soak of " + job + ", seed " + seed + ": not within " + PATIENCE.toSeconds() + " s: " + condition);
        }
    }

    /** The one line on the run. */
    String summary(Verdict verdict) {
        long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
        return "Soak of " + job + ": seed=" + seed + " seconds=" + seconds + " faults="
                + faults.values().stream().mapToInt(Integer::intValue).sum() + " (" + list(faults) + ") events=("
                + list(events) + ") records=" + verdict.records() + " verdict: " + verdict.summary();
    }

    private static String list(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }
}
