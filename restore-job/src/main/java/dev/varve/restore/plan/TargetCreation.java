// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.restore.config.RestoreTarget.TopicConfigs;
import dev.varve.restore.plan.PlanProblem.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A topic that does not exist yet.
 *
 * @param replicationFactor as many replicas as the target can give now, or -1 for its default
 */
record TargetCreation(String topic, int partitions, short replicationFactor, TargetSettings settings) {
    private static final Pattern UNKNOWN = Pattern.compile("Unknown topic config name: (\\S+)");

    private NewTopic newTopic(Map<String, String> configs) {
        Optional<Short> factor = replicationFactor > 0 ? Optional.of(replicationFactor) : Optional.empty();
        return new NewTopic(topic, Optional.of(partitions), factor).configs(configs);
    }

    private TargetCreation with(TargetSettings other) {
        return new TargetCreation(topic, partitions, replicationFactor, other);
    }

    /** Asks the target whether it would create topics, without creating any. For one thread. */
    static final class Trial {
        private final TargetSurvey target;
        private final TopicConfigs changes;
        private final Objections objections;
        private final Map<String, TargetCreation> pending = new HashMap<>();
        private final Set<String> refused = new HashSet<>();

        Trial(TargetSurvey target, TopicConfigs changes, Objections objections) {
            this.target = target;
            this.changes = changes;
            this.objections = objections;
        }

        /** Settings by topic, without those that the target does not know. */
        Map<String, TargetSettings> run(Map<String, TargetCreation> creations, String ledgerTopic, TargetState state)
                throws IOException {
            pending.putAll(creations);
            if (!state.topics().containsKey(ledgerTopic) && !state.hidden().contains(ledgerTopic)) {
                tryLedger(ledgerTopic);
            }
            tryAll(TargetSettings::holding);
            tryAll(TargetSettings::lasting);
            Map<String, TargetSettings> accepted = new HashMap<>();
            pending.forEach((name, creation) -> accepted.put(name, creation.settings));
            return accepted;
        }

        private void tryLedger(String ledgerTopic) throws IOException {
            NewTopic ledger = new NewTopic(ledgerTopic, Optional.of(1), Optional.empty());
            ApiException refusal = target.tryToCreate(List.of(ledger)).get(ledgerTopic);
            if (refusal != null) {
                refuse(ledgerTopic, refusal);
            }
        }

        private void tryAll(Function<TargetSettings, Map<String, String>> configs) throws IOException {
            Set<String> names = new HashSet<>(pending.keySet());
            names.removeAll(refused);
            while (!names.isEmpty()) {
                List<NewTopic> topics = names.stream()
                        .map(name -> creation(name).newTopic(configs.apply(creation(name).settings)))
                        .toList();
                Set<String> again = new HashSet<>();
                target.tryToCreate(topics).forEach((name, refusal) -> {
                    if (dropUnknown(creation(name), configs, refusal)) {
                        again.add(name);
                    } else {
                        refuse(name, refusal);
                    }
                });
                names = again;
            }
        }

        private TargetCreation creation(String name) {
            TargetCreation creation = pending.get(name);
            if (creation == null) {
                throw new IllegalStateException("Unexpected answer for topic " + name);
            }
            return creation;
        }

        private boolean dropUnknown(
                TargetCreation creation, Function<TargetSettings, Map<String, String>> configs, ApiException refusal) {
            Matcher unknown = UNKNOWN.matcher(String.valueOf(refusal.getMessage()));
            if (!unknown.find()) {
                return false;
            }
            String name = unknown.group(1);
            boolean ours = configs.apply(creation.settings).containsKey(name)
                    && !changes.set().containsKey(name);
            if (ours) {
                pending.put(creation.topic, creation.with(creation.settings.without(creation.topic, name, objections)));
            }
            return ours;
        }

        private void refuse(String topic, ApiException refusal) {
            if (refusal instanceof TopicExistsException
                    || refusal instanceof ThrottlingQuotaExceededException
                    || !refused.add(topic)) {
                return;
            }
            boolean right = refusal instanceof AuthorizationException;
            objections.refuse(
                    right ? Kind.MISSING_RIGHT : Kind.SETTING_REFUSED,
                    "target topic " + topic,
                    "Cannot create target topic " + topic + ": " + sentence(refusal),
                    right
                            ? "grant Create on the topic or on the cluster, or create the topic"
                            : "correct it with target.topicConfigs.set and drop, or create the topic");
        }

        private static String sentence(ApiException refusal) {
            String message = String.valueOf(refusal.getMessage());
            return message.endsWith(".") ? message : message + ".";
        }
    }
}
