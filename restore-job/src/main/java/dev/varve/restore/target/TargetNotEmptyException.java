// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import java.io.IOException;
import java.util.List;

/** Target topics have records, and they are not from this restore. */
public final class TargetNotEmptyException extends IOException {
    private final List<String> topics;

    /**
     * Says where the records are.
     *
     * @param topics their names
     * @param places partition and offset of one record of each, for people
     */
    TargetNotEmptyException(List<String> topics, List<String> places) {
        super("Cannot restore into topics that have records: "
                + String.join(", ", places)
                + ". HINT: name other targets by topics[].target, delete these topics, or set onNonEmptyTarget: append if"
                + " the records may stand before those restored. To go on with an earlier restore, keep its id and"
                + " target.ledgerTopic.");
        this.topics = List.copyOf(topics);
    }

    /** Names of the topics. */
    public List<String> topics() {
        return topics;
    }
}
