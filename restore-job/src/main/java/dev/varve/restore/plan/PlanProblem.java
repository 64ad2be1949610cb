// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import java.io.Serializable;
import java.util.Locale;

/**
 * One reason why a restore cannot start, or a thing to know before it does.
 *
 * @param kind stable, for programs; names in JSON are in lower case with hyphens
 * @param subject what it is about, such as {@code orders-3} or {@code target topic orders}
 * @param message facts, in one sentence or more
 * @param hint what to do about it
 */
public record PlanProblem(Kind kind, String subject, String message, String hint) implements Serializable {

    /** What can stand against a restore. */
    public enum Kind {
        TOPIC_NOT_IN_ARCHIVE,
        SEVERAL_TOPIC_IDS,
        SEVERAL_SOURCES_FOR_TARGET,
        GAP,
        HOLE,
        DAMAGE,
        NO_TIMESTAMP,
        TARGET_MISSING,
        TARGET_NOT_EMPTY,
        TOO_FEW_PARTITIONS,
        TOO_FEW_BROKERS,
        RECORD_TOO_LARGE,
        TIMESTAMP_REFUSED,
        TRANSACTION_TIMEOUT_REFUSED,
        MISSING_RIGHT,
        NO_DESCRIPTION,
        OTHER_REQUEST,
        /** Only as a warning: an internal topic is left out. */
        INTERNAL_TOPIC,
        /** Settings or a policy of the target. */
        SETTING_REFUSED,
        /** Only as a warning: what the target will remove by itself. */
        TARGET_REMOVES_RECORDS;

        /** The stable name for programs: {@code several-topic-ids}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
