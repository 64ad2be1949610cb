// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.manifest.ManifestEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A second backup job on the archive is named, and nobody else is. */
class OtherWritersTest {
    private static final TopicPartitionId ORDERS = TestArchive.ORDERS;

    private final TestArchive archive = new TestArchive(7).describe(ORDERS);
    private final Id own = archive.writerId();
    private final Id other = archive.newWriter().writerId();
    private final OtherWriters others = new OtherWriters();
    private int offset;

    OtherWritersTest() throws IOException {}

    /** A commit of this job. */
    private void commit() throws IOException {
        ManifestEntry entry = archive.actAs(own).segment(archive.data(ORDERS, offset, offset + 10, 0, offset));
        offset += 10;
        others.published(archive.archive(), archive.manifest(entry), List.of(entry));
    }

    private Map<Id, String> afterCommits(int more) throws IOException {
        for (int i = 0; i < more; i++) {
            commit();
        }
        return others.warnings();
    }

    @Test
    void writerOfTheSameOffsetsMeanwhileIsNamedWithOurs() throws IOException {
        commit();
        archive.actAs(other).commit(archive.data(ORDERS, 0, 5, 0, 1));

        Map<Id, String> warnings = afterCommits(11);

        assertThat(warnings).containsOnlyKeys(other);
        assertThat(warnings.get(other))
                .startsWith("Another backup job writes to archive shop at the same time: writer " + other.hex())
                .contains(
                        "has covered offsets of " + ORDERS + " that this job has covered, writers [" + own.hex() + "]")
                .contains("HINT: stop one of the two jobs");
    }

    @Test
    void writerThatCameBeforeIsNotNamed() throws IOException {
        archive.actAs(other).commit(archive.data(ORDERS, 0, 5, 0, 1));

        assertThat(afterCommits(25)).isEmpty();
    }

    @Test
    void otherSubtaskOfTheSameJobIsNotNamed() throws IOException {
        TopicPartitionId elsewhere = new TopicPartitionId("orders", ORDERS.topicId(), 4);
        commit();
        archive.actAs(other).commit(archive.data(elsewhere, 0, 5, 0, 1));

        assertThat(afterCommits(25)).isEmpty();
    }

    @Test
    void earlierAttemptThatIsPublishedLateIsNotNamed() throws IOException {
        offset = 20;
        commit();
        archive.actAs(other).commit(archive.data(ORDERS, 0, 20, 0, 1));

        assertThat(afterCommits(25)).isEmpty();
    }
}
