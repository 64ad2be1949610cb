// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.store.MemoryStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-01T03:04:05.006789Z"), ZoneOffset.UTC);

    private final MemoryStore root = new MemoryStore();
    private final Random random = new Random(1);

    private Archive create() throws IOException {
        return Archive.openOrCreate(root, "shop", "cluster-1", CLOCK, random);
    }

    private ArchiveIdentity put(Id id, String clusterId) throws IOException {
        ArchiveIdentity identity = new ArchiveIdentity(id, 1, clusterId, CLOCK.instant(), "other");
        root.create("shop/identity/" + id.hex() + ".json", ArchiveIdentityJson.encode(identity));
        return identity;
    }

    @Test
    void createsOnceAndOpensAgain() throws IOException {
        Archive created = create();
        Archive again = create();
        Archive opened = Archive.open(root, "shop");

        assertThat(again.identity()).isEqualTo(created.identity());
        assertThat(opened.identity()).isEqualTo(created.identity());
        assertThat(opened.knownIds()).containsExactly(created.identity().archiveId());
        assertThat(created.identity().created()).isEqualTo(Instant.parse("2026-02-01T03:04:05.006Z"));
        assertThat(created.identity().sourceClusterId()).isEqualTo("cluster-1");
        assertThat(opened.name()).isEqualTo("shop");
        assertThat(root.objects())
                .containsOnlyKeys("shop/identity/" + created.identity().archiveId() + ".json");
    }

    @Test
    void refusesAbsentArchive() {
        assertThatThrownBy(() -> Archive.open(root, "shop"))
                .isInstanceOf(ArchiveNotFoundException.class)
                .hasMessage("Missing archive shop in store memory:: no identity object. HINT: check the store and the"
                        + " archive's name; list shows what is there");
    }

    @Test
    void refusesArchiveOfAnotherCluster() throws IOException {
        create();

        assertThatThrownBy(() -> Archive.openOrCreate(root, "shop", "cluster-2", CLOCK, random))
                .isInstanceOf(ArchiveMismatchException.class)
                .hasMessageContaining("source cluster id expected cluster-2, found cluster-1");
        assertThat(root.objects()).hasSize(1);
    }

    @Test
    void smallestNameIsTheIdentityAfterARace() throws IOException {
        Id smallest = new Id(1, 1);
        Id largest = new Id(-1, -1);
        put(largest, "cluster-1");
        put(smallest, "cluster-1");

        Archive opened = create();

        assertThat(opened.identity().archiveId()).isEqualTo(smallest);
        assertThat(opened.knownIds()).containsExactlyInAnyOrder(smallest, largest);
        opened.requireKnown("mixed/a.vsg", largest);
        assertThatThrownBy(() -> opened.requireKnown("mixed/a.vsg", new Id(5, 5)))
                .isInstanceOf(ArchiveMismatchException.class)
                .hasMessageContaining("object mixed/a.vsg")
                .hasMessageContaining("archive id expected " + smallest);
    }

    @Test
    void aLaterSmallerIdentityTakesOver() throws IOException {
        Archive first = create();
        put(new Id(1, 1), "cluster-1");

        assertThat(create().identity().archiveId()).isEqualTo(new Id(1, 1));
        assertThat(create().knownIds()).contains(first.identity().archiveId());
    }

    @Test
    void refusesDamagedIdentity() throws IOException {
        String name = "shop/identity/" + create().identity().archiveId() + ".json";
        byte[] bytes = root.readSmall(name, 1000);
        bytes[20] ^= 1;
        root.objects().put(name, bytes);

        assertThatThrownBy(() -> Archive.open(root, "shop"))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("checksum expected");
    }

    @Test
    void passesOverOtherObjectsBesideTheIdentity() throws IOException {
        Archive created = create();
        root.create("shop/identity/.tmp.json", new byte[] {1});
        root.create("shop/identity/readme.json", new byte[] {1});
        root.create("shop/identity/" + new Id(0, 1) + ".json.tmp", new byte[] {1});

        assertThat(Archive.open(root, "shop").identity()).isEqualTo(created.identity());
    }

    @Test
    void listsArchives() throws IOException {
        create();
        Archive.openOrCreate(root, "bank", "cluster-9", CLOCK, random);
        root.create("notes/readme.txt", new byte[] {1});
        root.create(".hidden/identity/" + new Id(0, 1) + ".json", new byte[] {1});

        assertThat(Archive.names(root)).containsExactly("bank", "shop");
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("", "a/b", "..", "_a")) {
            assertThatThrownBy(() -> Archive.open(root, name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid archive name");
        }
    }

    @Test
    void newestDescriptionOfEachTopicIdCounts() throws IOException {
        Archive archive = create();
        Id archiveId = archive.identity().archiveId();
        TopicDescription first = description(archiveId, "orders", new Id(1, 1), 0, 1);
        TopicDescription second = description(archiveId, "orders", new Id(1, 1), 60, 2);
        TopicDescription recreated = description(archiveId, "orders", new Id(2, 2), 30, 3);
        TopicDescription other = description(archiveId, ".odd.", new Id(3, 3), 30, 3);
        for (TopicDescription description : List.of(second, first, recreated, other, first)) {
            archive.writeTopicDescription(description);
        }

        assertThat(archive.topicDescriptions()).containsExactly(other, second, recreated);
        assertThat(archive.topicDescriptionNames()).hasSize(4);
        assertThat(first.sameAs(description(archiveId, "orders", new Id(1, 1), 90, 1)))
                .isTrue();
        assertThat(first.sameAs(second)).isFalse();
    }

    private static TopicDescription description(Id archiveId, String topic, Id id, int seconds, int partitions) {
        Instant observed = Instant.parse("2026-02-01T00:00:00Z").plusSeconds(seconds);
        return new TopicDescription(archiveId, topic, id, observed, partitions, 1, false, List.of());
    }

    @Test
    void refusesDescriptionOfAnotherArchive() throws IOException {
        Archive archive = create();
        TopicDescription foreign = description(new Id(9, 9), "orders", new Id(1, 1), 0, 1);

        assertThatThrownBy(() -> archive.writeTopicDescription(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid topic description: archive id expected");
        byte[] bytes = TopicDescriptionJson.encode(foreign);
        archive.store().create(TopicDescriptionJson.objectName(foreign, bytes), bytes);
        assertThatThrownBy(archive::topicDescriptions)
                .isInstanceOf(ArchiveMismatchException.class)
                .hasMessageContaining("archive id expected");
    }

    @Test
    void changesComeOldestFirst() throws IOException {
        Archive archive = create();
        Change second = new Change.Hold(Instant.parse("2026-02-02T00:00:00Z"), "r", "b", null);
        Change first = new Change.Hold(Instant.parse("2026-02-01T00:00:00Z"), "r", "a", null);
        archive.writeChange(second);
        archive.writeChange(first);
        archive.writeChange(first);

        assertThat(archive.changes()).containsExactly(first, second);
    }

    @Test
    void timesAreKeptInMilliseconds() {
        Instant precise = Instant.parse("2026-02-01T03:04:05.006789Z");

        assertThat(new TopicDescription(new Id(1, 1), "a", new Id(1, 1), precise, 1, 1, false, List.of()).observed())
                .isEqualTo(Instant.parse("2026-02-01T03:04:05.006Z"));
    }
}
