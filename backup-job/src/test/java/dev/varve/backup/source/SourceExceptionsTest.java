// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One that cannot be serialized reaches the scheduler as text, and a job that must not restart restarts for ever. */
class SourceExceptionsTest {
    private static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(1, 2), 3);

    static List<Exception> exceptions() {
        return List.of(
                new DivergedLogException(PARTITION, 5, 1, "a test"),
                new RefusedGapException(PARTITION, new OffsetRange(1, 2)),
                new RecreatedTopicException("orders", new Id(1, 2), new Id(3, 4)),
                new IncompleteBackupException(List.of("orders-3 [1, 2)")),
                new MissingTopicException(List.of("orders")),
                new SourceUnreachableException("localhost:9092", new IllegalStateException("no answer")));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void crossesProcesses(Exception exception) throws Exception {
        byte[] bytes = InstantiationUtil.serializeObject(new SuppressRestartsException(exception));

        Throwable copy = InstantiationUtil.deserializeObject(bytes, getClass().getClassLoader());

        assertThat(copy).hasCauseInstanceOf(exception.getClass()).cause().hasMessage(exception.getMessage());
    }
}
