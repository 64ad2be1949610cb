// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.restore.ledger.LedgerLocation;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How records are written.
 *
 * @param commitInterval how long a Kafka transaction is open at most, if records come in
 * @param sourceOffsetHeader name of a header that is added to every record, with the source offset in decimal digits; null for none
 * @param stampMissing whether a record without timestamp gets the time of its writing; else it is an error
 * @param largestRecord record bytes of the largest record of the plan
 */
public record WritingOptions(
        LedgerLocation ledger,
        Duration commitInterval,
        @Nullable String sourceOffsetHeader,
        boolean stampMissing,
        long largestRecord)
        implements Serializable {
    private static final int OVERHEAD = 1 << 20;

    /** Properties of a producer on the target that the largest record fits into. They hold secrets. */
    Map<String, Object> producerProperties(String clientId) {
        int largest = Math.toIntExact(Math.min(Integer.MAX_VALUE, largestRecord + OVERHEAD));
        Map<String, Object> properties = new HashMap<>(ledger.clients().producerProperties(clientId));
        properties.put("max.request.size", largest);
        properties.merge(
                "buffer.memory",
                2L * largest,
                (chosen, needed) -> Math.max(Long.parseLong(chosen.toString()), (Long) needed));
        return properties;
    }
}
