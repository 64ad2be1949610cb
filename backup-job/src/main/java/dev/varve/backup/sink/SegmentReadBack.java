// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.Id;
import dev.varve.format.MissingObjectException;
import dev.varve.format.archive.Archive;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.segment.SegmentFooter;
import dev.varve.format.store.StoredObject;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads the footers of committed segments back from the store, a few at once. Some stores report success for a file that is not
 * there after a recovery; here that is noticed while the records are still at the source.
 */
final class SegmentReadBack implements Closeable {
    private static final int AT_ONCE = 8;

    private final ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "varve-read-back");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Reads all footers.
     *
     * @return entries in the order of the segments
     * @throws IOException naming every segment that is missing, or not what was written
     */
    List<ManifestEntry> read(Archive archive, List<PublishedSegment> segments)
            throws IOException, InterruptedException {
        List<Callable<ManifestEntry>> reads = new ArrayList<>();
        segments.forEach(segment -> reads.add(() -> read(archive, segment)));
        List<ManifestEntry> entries = new ArrayList<>();
        List<Exception> failures = new ArrayList<>();
        for (Future<ManifestEntry> read : readers.invokeAll(reads)) {
            try {
                entries.add(read.get());
            } catch (ExecutionException e) {
                failures.add(e.getCause() instanceof Exception cause ? cause : e);
            }
        }
        if (!failures.isEmpty()) {
            throw failure(archive, failures);
        }
        return entries;
    }

    private static ManifestEntry read(Archive archive, PublishedSegment segment) throws IOException {
        try (StoredObject object = archive.store().open(segment.name())) {
            boolean lengthKnown = segment.length() >= 0;
            if (lengthKnown && object.length() != segment.length()) {
                throw new CorruptArchiveException(
                        segment.name(),
                        0,
                        "length of segment expected " + segment.length() + ", found " + object.length());
            }
            SegmentFooter footer = SegmentFooter.read(object);
            Id archiveId = footer.identity().archiveId();
            if (!archive.knownIds().contains(archiveId)) {
                throw new ArchiveMismatchException(
                        segment.name(),
                        "archive id",
                        archive.identity().archiveId().hex(),
                        archiveId.hex(),
                        "the job's state belongs to another archive; start without it, the archive knows how far it is");
            }
            return new ManifestEntry(segment.name(), object.length(), footer);
        }
    }

    private static IOException failure(Archive archive, List<Exception> failures) {
        List<String> missing = failures.stream()
                .filter(MissingObjectException.class::isInstance)
                .map(failure -> ((MissingObjectException) failure).objectName())
                .sorted()
                .toList();
        Exception first = failures.get(0);
        if (missing.isEmpty() && first instanceof ArchiveMismatchException mismatch) {
            return mismatch;
        }
        String what = missing.isEmpty()
                ? "Cannot read committed segments back: " + first.getMessage()
                : "Missing " + missing.size() + " committed segment(s) in "
                        + archive.store().location() + ": "
                        + String.join(", ", missing)
                        + ". HINT: something deletes objects there (a lifecycle rule, a clean-up job); stop it, then start without "
                        + "Flink's state, and what is missing is read again from the source as far as it still has it";
        IOException failure = new IOException(what, first);
        failures.stream().skip(1).forEach(failure::addSuppressed);
        return failure;
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
