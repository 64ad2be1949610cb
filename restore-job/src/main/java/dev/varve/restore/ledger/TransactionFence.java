// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import dev.varve.restore.cluster.MissingRight;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the transactions of a restore's writers, and keeps those writers from committing ever again. For one thread. */
public final class TransactionFence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionFence.class);

    private final LedgerLocation location;
    private final Admin admin;

    public TransactionFence(LedgerLocation location) {
        this.location = location;
        this.admin = location.clients().admin("varve-fence");
    }

    /**
     * Fences every writer that this restore may ever have had.
     *
     * @param highestParallelism of all its runs. A user without the right to list transactions sees none, so the list alone is not
     *     enough
     */
    public void fenceAll(int highestParallelism) throws IOException {
        Set<String> ids = new TreeSet<>(list());
        for (int subtask = 0; subtask < highestParallelism; subtask++) {
            ids.add(location.transactionalId(subtask));
        }
        fence(ids);
    }

    /** Fences one writer. */
    public void fence(int subtask) throws IOException {
        fence(Set.of(location.transactionalId(subtask)));
    }

    private void fence(Collection<String> ids) throws IOException {
        await(admin.fenceProducers(ids).all());
        LOG.info("Fenced writers: restore={} transactionalIds={}", location.restoreId(), ids.size());
    }

    private List<String> list() throws IOException {
        try {
            return list(new ListTransactionsOptions().filterOnTransactionalIdPattern(location.transactionalIds()));
        } catch (IOException e) {
            if (e.getCause() instanceof UnsupportedVersionException) {
                return list(new ListTransactionsOptions());
            }
            if (e.getCause() instanceof AuthorizationException) {
                return List.of();
            }
            throw e;
        }
    }

    private List<String> list(ListTransactionsOptions options) throws IOException {
        Pattern ours = Pattern.compile(location.transactionalIds());
        return await(admin.listTransactions(options).all()).stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> ours.matcher(id).matches())
                .toList();
    }

    private <T> T await(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Optional<IOException> login = MissingRight.login(location.target(), cause);
            if (login.isPresent()) {
                throw login.get();
            }
            throw new IOException(
                    "Cannot fence the writers of restore " + location.restoreId() + ": " + cause.getMessage()
                            + ". HINT: the target's user needs Write and Describe on transactional ids that begin with varve/"
                            + location.restoreId() + "/",
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while fencing writers", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
