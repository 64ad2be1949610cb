// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a topic as the source's broker reported it.
 *
 * @param value null if the broker keeps it secret
 * @param source Kafka's ConfigSource, for example {@code DYNAMIC_TOPIC_CONFIG}
 */
public record TopicSetting(String name, @Nullable String value, String source) implements Serializable {}
