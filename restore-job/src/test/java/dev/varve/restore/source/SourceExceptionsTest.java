// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One that cannot be serialized reaches the scheduler as text, and a job that must not restart restarts for ever. */
class SourceExceptionsTest {
    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 2), 3);
    private static final OffsetRange OFFSETS = new OffsetRange(1, 2);

    static List<Exception> exceptions() {
        return List.of(
                new MissingRecordsException(PARTITION, OFFSETS, "a.vsg"),
                new DamagedRecordsException(PARTITION, OFFSETS, new CorruptArchiveException("a.vsg", 7, "torn")));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void crossesProcesses(Exception exception) throws Exception {
        byte[] bytes = InstantiationUtil.serializeObject(new SuppressRestartsException(exception));

        Throwable copy = InstantiationUtil.deserializeObject(bytes, getClass().getClassLoader());

        assertThat(copy).hasCauseInstanceOf(exception.getClass()).cause().hasMessage(exception.getMessage());
    }

    @Test
    void eventsCrossProcesses() throws Exception {
        SplitsWritten event = new SplitsWritten(List.of("one", "two"));

        byte[] bytes = InstantiationUtil.serializeObject(event);

        SplitsWritten copy =
                InstantiationUtil.deserializeObject(bytes, getClass().getClassLoader());
        assertThat(copy).isEqualTo(event);
    }
}
