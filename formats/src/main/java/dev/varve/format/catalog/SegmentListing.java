// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.layout.ObjectNames;
import dev.varve.format.store.ParallelCalls;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Lists the segments of an archive: all, those of some dates, or those of some folders. */
final class SegmentListing {
    private final Store store;
    private final int parallelism;

    /** A segment as the listing shows it. */
    record Listed(String name, long length) {}

    /** Takes objects of a listing, in one thread. */
    @FunctionalInterface
    interface ListedConsumer {
        void accept(Listed listed) throws IOException;
    }

    SegmentListing(Store store, int parallelism) {
        this.store = store;
        this.parallelism = parallelism;
    }

    /** All segments, as they come. */
    void all(ListedConsumer consumer) throws IOException {
        below(ObjectNames.DATA_FOLDER, consumer);
        below(ObjectNames.MIXED_FOLDER, consumer);
    }

    /** All segments below a folder, as they come. */
    void below(String folder, ListedConsumer consumer) throws IOException {
        store.list(folder, (name, length) -> {
            if (ObjectNames.isSegment(name)) {
                consumer.accept(new Listed(name, length));
            }
        });
    }

    /** The segments in folders of that date and of later ones. */
    void since(LocalDate first, ListedConsumer consumer) throws IOException {
        List<String> parents = new ArrayList<>(List.of(ObjectNames.MIXED_FOLDER));
        for (String topic : store.folders(ObjectNames.DATA_FOLDER)) {
            parents.add(ObjectNames.DATA_FOLDER + "/" + topic);
        }
        Iterator<Callable<List<Listed>>> reads = parents.stream()
                .<Callable<List<Listed>>>map(parent -> () -> listDates(parent, first))
                .iterator();
        ParallelCalls.forEach(reads, parallelism, found -> {
            for (Listed listed : found) {
                consumer.accept(listed);
            }
        });
    }

    /** Folders that are no dates are those of topic ids, one level above the dates. */
    private List<Listed> listDates(String parent, LocalDate first) throws IOException {
        List<Listed> found = new ArrayList<>();
        for (String child : store.folders(parent)) {
            Optional<LocalDate> date = ObjectNames.parseDate(child);
            if (date.isEmpty()) {
                found.addAll(listDates(parent + "/" + child, first));
            } else if (!date.get().isBefore(first)) {
                below(parent + "/" + child, found::add);
            }
        }
        return found;
    }
}
