// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.PendingFileRecoverable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishedSegmentTest {
    private record Pending(@Nullable Path path) implements PendingFileRecoverable {
        @Override
        public @Nullable Path getPath() {
            return path;
        }

        @Override
        public long getSize() {
            return 42;
        }
    }

    private static PublishedSegment published(String path, String folder) throws IOException {
        FileSinkCommittable committable = new FileSinkCommittable("mixed/2026-02-01", new Pending(new Path(path)));
        return PublishedSegment.of(committable, new Path(folder));
    }

    @Test
    void isNamedRelativeToTheArchive() throws IOException {
        assertThat(published("s3://bucket/backups/shop/mixed/2026-02-01/segment-1-0.vsg", "s3://bucket/backups/shop"))
                .isEqualTo(new PublishedSegment("mixed/2026-02-01/segment-1-0.vsg", 42));
        assertThat(published("file:/backups/shop/mixed/2026-02-01/segment-1-0.vsg", "file:///backups/shop")
                        .name())
                .isEqualTo("mixed/2026-02-01/segment-1-0.vsg");
    }

    @Test
    void refusesSegmentsOfAnotherPlace() {
        assertThatThrownBy(() -> published("s3://old/backups/shop/mixed/d/segment-1-0.vsg", "s3://bucket/backups/shop"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the job's state was written for s3://old/backups/shop/mixed/d")
                .hasMessageContaining("HINT: start with the store.uri of before");
        assertThatThrownBy(() -> published("file:/backups/shop2/mixed/d/segment-1-0.vsg", "file:///backups/shop"))
                .hasMessageContaining("Cannot publish segment segment-1-0.vsg");
    }
}
