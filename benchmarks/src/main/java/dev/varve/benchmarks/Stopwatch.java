// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A moment of this process.
 *
 * @param nanos of the clock
 * @param cpuNanos that all threads of the process have used by then
 */
record Stopwatch(long nanos, long cpuNanos) {
    static Stopwatch now() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Stopwatch(System.nanoTime(), system.getProcessCpuTime());
    }

    /** Tells the process that waits what came between. */
    void write(Stopwatch end, Path file) throws IOException {
        Files.writeString(file, (end.nanos - nanos) / 1e9 + " " + (end.cpuNanos - cpuNanos) / 1e9);
    }
}
