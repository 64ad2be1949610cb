// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.MissingObjectException;
import dev.varve.format.ObjectExistsException;
import dev.varve.format.layout.ObjectNames;
import java.io.EOFException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Store} must do. Inherit it, and give a new empty store. */
public abstract class StoreContract {
    private static final int MANY = 300;

    private Store store = new MemoryStore();

    /** A new store without objects; the contract closes it. */
    protected abstract Store newStore() throws IOException;

    /** Whether {@code A} and {@code a} are two names; false on some desktops. */
    protected boolean keepsCase() {
        return true;
    }

    /** Whether one may ask for a name below that of an object; false for a server that keeps objects in files and fails then. */
    protected boolean looksBelowObjects() {
        return true;
    }

    @BeforeEach
    void openStore() throws IOException {
        store = newStore();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String read(Store store, String name) throws IOException {
        return new String(store.readSmall(name, 1 << 20), UTF_8);
    }

    private static Map<String, Long> list(Store store, String folder) throws IOException {
        Map<String, Long> objects = new TreeMap<>();
        store.list(
                folder,
                (name, length) -> assertThat(objects.put(name, length))
                        .as("listed twice: %s", name)
                        .isNull());
        return objects;
    }

    @Test
    void readsWhatWasCreated() throws IOException {
        store.create("identity/a.json", bytes("content"));

        assertThat(read(store, "identity/a.json")).isEqualTo("content");
    }

    @Test
    void keepsEmptyObject() throws IOException {
        store.create("folder/empty", new byte[0]);

        assertThat(read(store, "folder/empty")).isEmpty();
        assertThat(list(store, "")).containsEntry("folder/empty", 0L);
    }

    @Test
    void createsObjectAtTheTop() throws IOException {
        store.create("top", bytes("1"));

        assertThat(read(store, "top")).isEqualTo("1");
        assertThat(list(store, "")).containsOnlyKeys("top");
    }

    @Test
    void sameBytesAgainAreSuccess() throws IOException {
        store.create("a/b", bytes("same"));
        store.create("a/b", bytes("same"));

        assertThat(read(store, "a/b")).isEqualTo("same");
    }

    @Test
    void otherBytesAreRefusedAndChangeNothing() throws IOException {
        store.create("a/b", bytes("first"));

        assertThatThrownBy(() -> store.create("a/b", bytes("other")))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessageContaining("a/b")
                .hasMessageContaining(store.location());
        assertThatThrownBy(() -> store.create("a/b", bytes("first and more")))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessageContaining("a/b");
        assertThatThrownBy(() -> store.create("a/b", new byte[0]))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessageContaining("a/b");
        assertThat(read(store, "a/b")).isEqualTo("first");
    }

    @Test
    void doesNotKeepTheArray() throws IOException {
        byte[] content = bytes("abc");
        store.create("a/b", content);
        content[0] = 'x';

        assertThat(read(store, "a/b")).isEqualTo("abc");
    }

    @Test
    void concurrentCreatesOfTheSameBytesAllSucceed() throws Exception {
        assertThat(createConcurrently(i -> "same")).isEqualTo(8);
        assertThat(read(store, "race/object")).isEqualTo("same");
    }

    @Test
    void concurrentCreatesOfOtherBytesHaveOneWinner() throws Exception {
        int winners = createConcurrently(i -> "content " + i);

        assertThat(winners).isEqualTo(1);
        assertThat(read(store, "race/object")).startsWith("content ");
        assertThat(list(store, "")).containsOnlyKeys("race/object");
    }

    private int createConcurrently(IntFunction<String> content) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> creates = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] bytes = bytes(content.apply(i));
                creates.add(() -> {
                    try {
                        store.create("race/object", bytes);
                        return 1;
                    } catch (ObjectExistsException e) {
                        return 0;
                    }
                });
            }
            int created = 0;
            for (Future<Integer> create : threads.invokeAll(creates)) {
                created += create.get();
            }
            return created;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void readsRanges() throws IOException {
        store.create("a/b", bytes("0123456789"));

        try (StoredObject object = store.open("a/b")) {
            byte[] target = bytes("..........");
            object.readFully(7, target, 1, 3);
            object.readFully(0, target, 5, 2);
            object.readFully(10, target, 0, 0);

            assertThat(object.name()).isEqualTo("a/b");
            assertThat(object.length()).isEqualTo(10);
            assertThat(new String(target, UTF_8)).isEqualTo(".789.01...");
        }
    }

    @Test
    void refusesToReadPastTheEnd() throws IOException {
        store.create("a/b", bytes("0123456789"));

        try (StoredObject object = store.open("a/b")) {
            assertThatThrownBy(() -> object.readFully(8, new byte[3], 0, 3))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("a/b");
            assertThatThrownBy(() -> object.readFully(11, new byte[3], 0, 1))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("a/b");
        }
    }

    @Test
    void refusesRangesOutsideOfTheTarget() throws IOException {
        store.create("a/b", bytes("0123456789"));

        try (StoredObject object = store.open("a/b")) {
            assertThatThrownBy(() -> object.readFully(0, new byte[3], 2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageNotContaining("null");
            assertThatThrownBy(() -> object.readFully(-1, new byte[3], 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageNotContaining("null");
        }
    }

    @Test
    void readsLargeObject() throws IOException {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        store.create("large/object", content);

        assertThat(store.readSmall("large/object", content.length)).isEqualTo(content);
    }

    @Test
    void namesMissingObject() {
        assertThatThrownBy(() -> store.open("no/such/object"))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageContaining("no/such/object")
                .hasMessageContaining(store.location());
        assertThatThrownBy(() -> store.readSmall("no", 10))
                .isInstanceOf(MissingObjectException.class)
                .hasMessageContaining("no");
    }

    @Test
    void objectBelowAnObjectIsMissing() throws IOException {
        store.create("a/b", bytes("1"));

        assertThatThrownBy(() -> store.open("a/b/c"))
                .isInstanceOf(looksBelowObjects() ? MissingObjectException.class : IOException.class)
                .hasMessageContaining("a/b/c");
    }

    @Test
    void refusesToReadMoreThanTheLimit() throws IOException {
        store.create("a/b", bytes("12345"));

        assertThat(read(store, "a/b")).isEqualTo("12345");
        assertThatThrownBy(() -> store.readSmall("a/b", 4))
                .isInstanceOf(CorruptArchiveException.class)
                .hasMessageContaining("expected at most 4 bytes, found 5");
    }

    @Test
    void listsAtAnyDepth() throws IOException {
        store.create("data/orders/id/date/1.vsg", bytes("1"));
        store.create("data/orders/id/date/2.vsg", bytes("22"));
        store.create("data/payments/3.vsg", bytes("333"));
        store.create("datax/4.vsg", bytes("4444"));

        assertThat(list(store, "data"))
                .containsExactly(
                        Map.entry("data/orders/id/date/1.vsg", 1L),
                        Map.entry("data/orders/id/date/2.vsg", 2L),
                        Map.entry("data/payments/3.vsg", 3L));
        assertThat(list(store, "data/orders/id")).hasSize(2);
        assertThat(list(store, "")).hasSize(4);
    }

    @Test
    void listsNothingBelowAbsentFolder() throws IOException {
        store.create("data/1", bytes("1"));

        assertThat(list(store, "absent")).isEmpty();
        assertThat(list(store, "data/absent/deep")).isEmpty();
        assertThat(list(store, "dat")).isEmpty();
        assertThat(store.folders("absent")).isEmpty();
    }

    @Test
    void emptyStoreHasNothing() throws IOException {
        assertThat(list(store, "")).isEmpty();
        assertThat(store.folders("")).isEmpty();
    }

    @Test
    void endsListingWhenTheVisitorFails() throws IOException {
        store.create("a/1", bytes("1"));

        assertThatThrownBy(() -> store.list("a", (name, length) -> {
                    throw new IOException("enough");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("enough");
    }

    @Test
    void listsFoldersDirectlyBelow() throws IOException {
        store.create("data/orders/x/1", bytes("1"));
        store.create("data/payments/2", bytes("2"));
        store.create("data/3", bytes("3"));
        store.create("mixed/4", bytes("4"));

        assertThat(store.folders("")).containsExactly("data", "mixed");
        assertThat(store.folders("data")).containsExactly("orders", "payments");
        assertThat(store.folders("data/orders")).containsExactly("x");
        assertThat(store.folders("data/orders/x")).isEmpty();
    }

    @Test
    void viewsHaveRelativeNames() throws IOException {
        Store archive = store.under("shop");
        archive.create("identity/1.json", bytes("1"));
        store.create("other/2", bytes("2"));

        assertThat(read(archive, "identity/1.json")).isEqualTo("1");
        assertThat(read(store, "shop/identity/1.json")).isEqualTo("1");
        assertThat(list(archive, "")).containsOnlyKeys("identity/1.json");
        assertThat(list(archive, "identity")).containsOnlyKeys("identity/1.json");
        assertThat(archive.folders("")).containsExactly("identity");
        assertThat(list(store.under("shop/identity"), "")).containsOnlyKeys("1.json");
        assertThat(list(store.under("absent"), "")).isEmpty();
    }

    @Test
    void closingAViewLeavesTheStoreOpen() throws IOException {
        store.under("shop").close();
        store.create("a/b", bytes("1"));

        assertThat(read(store, "a/b")).isEqualTo("1");
    }

    @Test
    void keepsDifficultNamesApart() throws IOException {
        List<String> topics = new ArrayList<>(List.of("a", "a.", ".a", "_a", "a_", "-a", "..", ".", "_", "__", "a..b"));
        if (keepsCase()) {
            topics.add("A");
        }
        List<String> names = new ArrayList<>();
        for (String topic : topics) {
            String folder = ObjectNames.ownFolder(topic, new Id(1, 2), LocalDate.of(2026, 2, 1));
            names.add(ObjectNames.segment(folder, "file"));
        }
        for (String name : names) {
            store.create(name, bytes(name));
        }

        assertThat(list(store, "data").keySet()).containsExactlyInAnyOrderElementsOf(names);
        for (String name : names) {
            assertThat(read(store, name)).isEqualTo(name);
        }
    }

    @Test
    void keepsLongestNames() throws IOException {
        LocalDate date = LocalDate.of(2026, 2, 1);
        String plain = ObjectNames.ownFolder("t".repeat(249), new Id(1, 2), date);
        String escaped = ObjectNames.ownFolder("." + "t".repeat(247) + ".", new Id(1, 2), date);
        for (String folder : List.of(plain, escaped)) {
            String name = ObjectNames.segment(folder, "f".repeat(200));
            store.create(name, bytes(folder));

            assertThat(read(store, name)).isEqualTo(folder);
            assertThat(list(store, folder)).containsOnlyKeys(name);
        }
    }

    @Test
    void listsManyObjects() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            names.add("data/topic-" + i % 7 + "/" + i + ".vsg");
            store.create(names.get(i), bytes("" + i));
        }

        assertThat(list(store, "data").keySet()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(store.folders("data")).hasSize(7);
    }

    @Test
    void refusesNamesThatLeaveTheStore() {
        for (String name : List.of("", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a\\b", "a\u0000b")) {
            assertThatThrownBy(() -> store.create(name, bytes("1")))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid object name");
            assertThatThrownBy(() -> store.open(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid object name");
        }
    }
}
