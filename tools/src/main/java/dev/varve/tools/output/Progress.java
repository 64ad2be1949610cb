// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a long step is: one line that is rewritten on a terminal, a plain line every ten seconds otherwise. Safe for use by several threads.
 */
public final class Progress implements AutoCloseable {
    private static final long TERMINAL_INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long PLAIN_INTERVAL = Duration.ofSeconds(10).toNanos();

    private final PrintWriter out;
    private final String what;
    private final boolean terminal;
    private final LongSupplier nanoClock;
    private final long started;
    private long lastShown;
    private int shownLength;

    Progress(PrintWriter out, String what, boolean terminal, LongSupplier nanoClock) {
        this.out = out;
        this.what = what;
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.started = nanoClock.getAsLong();
        this.lastShown = started;
    }

    /**
     * Begins a step now.
     *
     * @param what for example {@code verifying}
     */
    public static Progress start(PrintWriter out, String what) {
        return new Progress(out, what, Terminal.isPresent(), System::nanoTime);
    }

    /** Shows bytes done and to do, the rate, and the time left. Cheap to call often. */
    public synchronized void bytes(long done, long total) {
        if (isDue()) {
            show(
                    done,
                    total,
                    Amount.bytes(done) + " of " + Amount.bytes(total) + ", " + Amount.bytes(rate(done)) + "/s");
        }
    }

    /** Shows things done and to do, the rate, and the time left. Cheap to call often. */
    public synchronized void count(long done, long total, String noun) {
        if (isDue()) {
            String amounts = Amount.count(done) + " of " + Amount.count(total, noun);
            show(done, total, amounts + ", " + Amount.count(rate(done)) + "/s");
        }
    }

    private boolean isDue() {
        long now = nanoClock.getAsLong();
        boolean due = now - lastShown >= (terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL);
        lastShown = due ? now : lastShown;
        return due;
    }

    private void show(long done, long total, String amounts) {
        String percent = total <= 0 ? "" : String.format(Locale.ROOT, " %3.0f%%", Math.floor(100.0 * done / total));
        String left = done <= 0 || total <= done ? "" : ", " + Amount.duration(timeLeft(done, total)) + " left";
        show(what + percent + "  " + amounts + left);
    }

    private long rate(long done) {
        double seconds = (nanoClock.getAsLong() - started) / 1e9;
        return seconds <= 0 ? 0 : Math.round(done / seconds);
    }

    private Duration timeLeft(long done, long total) {
        double elapsed = nanoClock.getAsLong() - started;
        return Duration.ofNanos(Math.round(elapsed * (total - done) / done));
    }

    private void show(String line) {
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
            shownLength = line.length();
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Removes the line from a terminal. */
    @Override
    public synchronized void close() {
        if (shownLength > 0) {
            out.print("\r" + " ".repeat(shownLength) + "\r");
            out.flush();
            shownLength = 0;
        }
    }
}
