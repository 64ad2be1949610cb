// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job in this process says what becomes of it. */
class EmbeddedFlinkIT {
    private static final AtomicInteger STARTS = new AtomicInteger();

    @Test
    void failureThatTheJobGoesOnFromIsTold(@TempDir Path state) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        EmbeddedFlink.Settings settings = new EmbeddedFlink.Settings(
                state, 1, Map.of(), Map.of("restart-strategy.exponential-delay.jitter-factor", "0"), 50);

        ExitCode code = EmbeddedFlink.run(
                settings,
                environment -> environment
                        .fromSequence(1, 1)
                        .map(failingAtFirst())
                        .returns(Types.LONG)
                        .sinkTo(new DiscardingSink<>()),
                new PrintStream(told, true, StandardCharsets.UTF_8),
                new CompletableFuture<>());

        assertThat(code).isEqualTo(ExitCode.DONE);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("Starting again after failure 1: the broker went away")
                .doesNotContain("failure 2");
    }

    /** Flink knows nothing yet of a job that was just submitted, and refuses to stop or cancel it. */
    @Test
    void stopThatComesBeforeTheJobRunsEndsIt(@TempDir Path state) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        EmbeddedFlink.Settings settings = new EmbeddedFlink.Settings(state, 1, Map.of(), Map.of(), 50);

        ExitCode code = EmbeddedFlink.run(
                settings,
                environment -> environment.fromSequence(1, Long.MAX_VALUE).sinkTo(new DiscardingSink<>()),
                new PrintStream(told, true, StandardCharsets.UTF_8),
                CompletableFuture.completedFuture("stop"));

        assertThat(code).as(told.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.INTERRUPTED);
    }

    private static MapFunction<Long, Long> failingAtFirst() {
        return number -> {
            if (STARTS.getAndIncrement() == 0) {
                throw new IllegalStateException("the broker went away");
            }
            return number;
        };
    }
}
