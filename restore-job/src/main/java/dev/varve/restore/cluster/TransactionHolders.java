// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TransactionState;
import org.jspecify.annotations.Nullable;

/**
 * Who has an open transaction in a partition, as far as this user may know.
 *
 * @param open empty if unknown
 * @param failure why it is unknown; null if it is known
 */
public record TransactionHolders(
        List<Holder> open, @Nullable String failure) {
    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_ABORT, TransactionState.COMPLETE_COMMIT);

    public TransactionHolders {
        open = List.copyOf(open);
    }

    /**
     * One open transaction of a partition.
     *
     * @param firstOffset of the transaction in this partition
     * @param transactionalId null if the coordinator does not tell
     * @param state what the coordinator says of the transactional id; null if it does not tell
     */
    public record Holder(
            long producerId,
            long firstOffset,
            @Nullable String transactionalId,
            @Nullable TransactionState state) {

        /** Whether the coordinator takes the transaction for ended, so that nobody will ever end it in this partition. */
        boolean isLeftHanging() {
            return state != null && ENDED.contains(state);
        }

        @Override
        public String toString() {
            String name = transactionalId == null ? "producer id " + producerId : "transactional id " + transactionalId;
            return name + " from offset " + firstOffset + (isLeftHanging() ? ", left hanging" : "");
        }
    }

    static TransactionHolders unknown(String failure) {
        return new TransactionHolders(List.of(), failure);
    }

    /** One that will never end by itself. */
    public Optional<Holder> leftHanging() {
        return open.stream().filter(Holder::isLeftHanging).findFirst();
    }

    /** For people. */
    @Override
    public String toString() {
        return failure == null
                ? open.stream().map(Holder::toString).collect(Collectors.joining("; "))
                : "unknown, " + failure;
    }
}
