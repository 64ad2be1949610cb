// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.Archive;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestReader;
import dev.varve.format.segment.RunEntry;
import dev.varve.format.segment.SegmentIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a second backup job on the same archive: a manifest that came up after this subtask began, and that covers offsets which this
 * subtask has covered itself. Other subtasks of the same job never do that.
 *
 * <p>The archive stays exact, so this only warns. It looks at every tenth commit and reads few manifests, so that it costs next to nothing.
 * For one thread.
 */
final class OtherWriters {
    private static final Logger LOG = LoggerFactory.getLogger(OtherWriters.class);

    private static final int COMMITS_BETWEEN = 10;
    private static final int MANIFESTS_AT_ONCE = 16;
    private static final int MANIFESTS_OF_A_DAY = 50_000;

    private final Map<TopicPartitionId, List<OffsetRange>> covered = new HashMap<>();
    private final Set<Id> own = new HashSet<>();
    private final Map<Id, String> warnings = new HashMap<>();

    /** Hashes of names: two that are alike only leave one manifest unread. */
    private final Set<Integer> seen = new HashSet<>();

    private String folder = "";
    private int commits;

    /** Told of every manifest that this subtask has written. */
    void published(Archive archive, String manifest, List<ManifestEntry> entries) {
        entries.forEach(this::addOwn);
        seen.add(manifest.hashCode());
        if (commits++ % COMMITS_BETWEEN == 0) {
            try {
                look(archive, manifest.substring(0, manifest.lastIndexOf('/')));
            } catch (IOException e) {
                LOG.debug("Cannot look for other writers of archive {}", archive.name(), e);
            }
        }
    }

    /** What was said about each other writer, by its id. */
    Map<Id, String> warnings() {
        return Map.copyOf(warnings);
    }

    private void addOwn(ManifestEntry entry) {
        own.add(entry.footer().identity().writerId());
        for (RunEntry run : entry.footer().runs()) {
            range(run)
                    .ifPresent(range ->
                            add(covered.computeIfAbsent(run.partition(), partition -> new ArrayList<>()), range));
        }
    }

    private static void add(List<OffsetRange> ranges, OffsetRange range) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last).isFollowedBy(range)) {
            ranges.set(last, new OffsetRange(ranges.get(last).start(), range.end()));
        } else {
            ranges.add(range);
        }
    }

    private static Optional<OffsetRange> range(RunEntry run) {
        return run.header().start() < run.header().end()
                ? Optional.of(new OffsetRange(run.header().start(), run.header().end()))
                : Optional.empty();
    }

    /** What is there when this is called for the first time is of earlier writers. */
    private void look(Archive archive, String today) throws IOException {
        boolean first = folder.isEmpty();
        if (!folder.equals(today)) {
            folder = today;
            seen.clear();
        }
        if (seen.size() > MANIFESTS_OF_A_DAY) {
            return;
        }
        List<String> news = new ArrayList<>();
        archive.store().list(folder, (name, length) -> {
            boolean isNew = seen.add(name.hashCode());
            if (isNew && !first && news.size() < MANIFESTS_AT_ONCE) {
                news.add(name);
            }
        });
        for (String name : news) {
            read(archive, name);
        }
    }

    private void read(Archive archive, String name) throws IOException {
        try (ManifestReader reader = ManifestReader.open(archive.store(), name)) {
            if (own.contains(reader.writerId()) || warnings.containsKey(reader.writerId())) {
                return;
            }
            for (Optional<ManifestEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                SegmentIdentity identity = entry.get().footer().identity();
                TopicPartitionId both = coveredByBoth(entry.get());
                if (both != null && !own.contains(identity.writerId())) {
                    warn(archive, identity, both);
                    return;
                }
            }
        }
    }

    private @Nullable TopicPartitionId coveredByBoth(ManifestEntry entry) {
        for (RunEntry run : entry.footer().runs()) {
            List<OffsetRange> ours = covered.getOrDefault(run.partition(), List.of());
            if (range(run)
                    .filter(theirs -> ours.stream().anyMatch(theirs::overlaps))
                    .isPresent()) {
                return run.partition();
            }
        }
        return null;
    }

    private void warn(Archive archive, SegmentIdentity other, TopicPartitionId partition) {
        String warning = "Another backup job writes to archive " + archive.name() + " at the same time: writer "
                + other.writerId() + ", started " + other.writerStarted() + ", has covered offsets of " + partition
                + " that this job has covered, writers " + own
                + ". Readers see each record once, but all is read and stored twice. HINT: stop one of the two jobs";
        warnings.put(other.writerId(), warning);
        LOG.warn(warning);
    }
}
