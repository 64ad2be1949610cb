// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.restore.config.RestoreTarget;
import java.io.Serializable;

/** What a restore may do to topics of the target. */
public record TargetPolicy(MissingTopic missing, NonEmptyTopic nonEmpty) implements Serializable {
    /** What the configuration says. */
    public static TargetPolicy of(RestoreTarget target) {
        return new TargetPolicy(
                target.createTopics() ? MissingTopic.CREATE : MissingTopic.FAIL,
                switch (target.onNonEmptyTarget()) {
                    case FAIL -> NonEmptyTopic.FAIL;
                    case APPEND -> NonEmptyTopic.APPEND;
                });
    }

    /** What happens to a target topic that does not exist. */
    public enum MissingTopic {
        /** It is created. */
        CREATE,
        /** The restore fails. */
        FAIL
    }

    /** What happens to a target topic that has records of others. */
    public enum NonEmptyTopic {
        /** The restore fails. */
        FAIL,
        /** Records are appended to them. */
        APPEND
    }
}
