// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.GapCause;
import dev.varve.format.block.RunHeader;
import dev.varve.format.block.RunKind;
import dev.varve.format.record.ContentDigest;
import dev.varve.format.record.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Backup jobs that read a simulated log one after the other, by the rules of FORMAT.md sections 8 and 13, and what they committed.
 *
 * <p>A job polls and commits; it may be stopped and started again from its last or from an older savepoint, or without any state. A
 * truncation of the log is recorded before a job starts from a savepoint that lies before it.
 */
final class SimulatedHistory {
    static final TopicPartitionId PARTITION = new TopicPartitionId("orders", new Id(7, 9), 3);

    /** What a job keeps in its state. */
    private record State(long position, int epoch, long lastReadAt, int logVersion) {}

    /** An entry with its records by offset. */
    record Entry(RunHeader header, NavigableMap<Long, Long> records) {}

    /** What one commit published. */
    record Commit(Id segmentId, long generation, List<Entry> entries) {
        boolean hasTruncation() {
            return entries.stream().anyMatch(entry -> entry.header.kind() == RunKind.TRUNCATED);
        }
    }

    private final Random random;
    private final SimulatedLog log;
    private final List<Commit> commits = new ArrayList<>();
    private final List<State> savepoints = new ArrayList<>();
    private final List<Entry> pending = new ArrayList<>();
    private State state;
    private long clock = 1000;
    private boolean truncationOpen;

    SimulatedHistory(Random random) {
        this.random = random;
        log = new SimulatedLog(random);
        state = new State(0, -1, -1, 0);
        savepoints.add(state);
    }

    /** In the order of time. */
    List<Commit> commits() {
        return commits;
    }

    SimulatedHistory play(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        poll();
        commit();
        return this;
    }

    private void step() {
        clock += random.nextInt(5);
        switch (random.nextInt(truncationOpen ? 13 : 18)) {
            case 0, 1, 2 -> log.append(1 + random.nextInt(8));
            case 3, 4, 5, 6 -> poll();
            case 7 -> log.electLeader();
            case 8, 9 -> log.compact();
            case 10, 11 -> commit();
            case 12 -> restartFrom(savepoints.get(savepoints.size() - 1));
            case 13, 14 -> restartFrom(savepoints.get(random.nextInt(savepoints.size())));
            case 15 -> startWithoutState();
            case 16 -> maybe(4, log::deleteOld);
            case 17 -> truncate();
            default -> throw new AssertionError();
        }
    }

    private void maybe(int oneOf, Runnable action) {
        if (random.nextInt(oneOf) == 0) {
            action.run();
        }
    }

    /** The job has caught up with what the archive has: else nobody could tell what was lost behind its position. */
    private void truncate() {
        do {
            poll();
        } while (state.position < log.end());
        commit();
        log.truncate(random.nextInt(4) > 0);
        truncationOpen = true;
    }

    private void restartFrom(State savepoint) {
        pending.clear();
        State before = savepoint;
        state = new State(before.position, before.epoch, lastCommittedReadAt(), before.logVersion);
        clock += random.nextInt(20);
    }

    private void startWithoutState() {
        pending.clear();
        ArchiveModel model = new ArchiveModel();
        commits.forEach(model::apply);
        state = new State(model.end(), model.epochAtEnd(), lastCommittedReadAt(), log.version());
    }

    private long lastCommittedReadAt() {
        return commits.stream()
                .flatMap(commit -> commit.entries.stream())
                .mapToLong(entry -> entry.header.readAt())
                .max()
                .orElse(-1);
    }

    private void poll() {
        int skew = random.nextInt(30) - 15;
        long readAt = Math.max(clock + skew, state.lastReadAt + 1);
        long position = state.position;
        int epoch = state.epoch;
        long divergence = log.divergenceSince(state.logVersion);
        if (divergence < position) {
            add(RunKind.TRUNCATED, null, log.epoch(), divergence, position, readAt);
            position = divergence;
            epoch = log.epochBefore(position);
        }
        if (position < log.start()) {
            GapCause cause = position == 0 ? GapCause.BEFORE_FIRST_BACKUP : GapCause.RETENTION;
            add(RunKind.GAP, cause, epoch, position, log.start(), readAt);
            position = log.start();
        }
        long until = Math.min(log.end(), position + 1 + random.nextInt(12));
        read(position, until, epoch, readAt);
        int last = log.epochBefore(until);
        state = new State(
                Math.max(position, until),
                until > position && last >= 0 ? Math.max(epoch, last) : epoch,
                readAt,
                log.version());
    }

    /** Offsets without a record belong to the run on their left. */
    private void read(long position, long until, int epochBefore, long readAt) {
        long start = position;
        int epoch = epochBefore;
        TreeMap<Long, Long> records = new TreeMap<>();
        for (Map.Entry<Long, SimulatedLog.Slot> slot :
                log.slots().tailMap(position).entrySet()) {
            if (slot.getKey() >= until) {
                break;
            }
            Long record = slot.getValue().record();
            if (record == null) {
                continue;
            }
            if (slot.getValue().epoch() != epoch) {
                addData(epoch, start, slot.getKey(), readAt, records);
                start = slot.getKey();
                epoch = slot.getValue().epoch();
                records = new TreeMap<>();
            }
            records.put(slot.getKey(), record);
        }
        addData(epoch, start, until, readAt, records);
    }

    private void addData(int epoch, long start, long end, long readAt, NavigableMap<Long, Long> records) {
        if (start >= end) {
            return;
        }
        Entry last = pending.isEmpty() ? null : pending.get(pending.size() - 1);
        TreeMap<Long, Long> all = new TreeMap<>(records);
        long from = start;
        if (last != null
                && last.header.kind() == RunKind.DATA
                && last.header.end() == start
                && last.header.leaderEpoch() == epoch
                && random.nextInt(4) > 0) {
            pending.remove(pending.size() - 1);
            from = last.header.start();
            all.putAll(last.records);
        }
        pending.add(new Entry(header(RunKind.DATA, null, epoch, from, end, readAt, all.size()), all));
    }

    private void add(RunKind kind, @Nullable GapCause cause, int epoch, long start, long end, long readAt) {
        pending.add(new Entry(header(kind, cause, epoch, start, end, readAt, 0), new TreeMap<>()));
    }

    static RunHeader header(
            RunKind kind, @Nullable GapCause cause, int epoch, long start, long end, long readAt, int count) {
        return new RunHeader(
                kind,
                cause,
                kind == RunKind.DATA ? TimestampType.CREATE_TIME : TimestampType.NONE,
                PARTITION.partition(),
                epoch,
                start,
                end,
                readAt,
                0,
                0,
                0,
                0,
                new ContentDigest(count, 0, 0),
                kind == RunKind.DATA ? -1 : 0);
    }

    private void commit() {
        if (!pending.isEmpty()) {
            commits.add(new Commit(Id.random(random), 0, List.copyOf(pending)));
            pending.clear();
        }
        truncationOpen &= log.divergenceSince(state.logVersion) < state.position;
        savepoints.add(state);
        maybe(12, this::rewrite);
    }

    /** Maintenance rewrites a range of what is read now as a later generation. */
    private void rewrite() {
        ArchiveModel model = new ArchiveModel();
        commits.forEach(model::apply);
        long from = random.nextInt(40);
        List<Entry> rewritten = model.rewritten(new OffsetRange(from, from + 1 + random.nextInt(40)));
        if (!rewritten.isEmpty()) {
            long generation =
                    1 + commits.stream().mapToLong(Commit::generation).max().orElse(0);
            commits.add(new Commit(Id.random(random), generation, rewritten));
        }
    }
}
