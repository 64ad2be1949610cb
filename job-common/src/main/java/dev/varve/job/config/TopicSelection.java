// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import dev.varve.job.config.OptionValues.Option;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which topics are backed up. Exact names beat patterns, paused beats selected, and an exclusion holds for the pattern it stands
 * with. Internal topics and ledgers of restores are selected by exact name only.
 *
 * @param rules order has no meaning
 */
public record TopicSelection(List<Rule> rules) implements Serializable {
    /** Ledger topics of restores begin with this. */
    public static final String LEDGER_PREFIX = "varve-restore-";

    private static final Option<String> TOPIC =
            Option.optional("topic", OptionType.topicName("topic"), "`pattern` is given", "Exact name of a topic.");
    private static final Option<String> PATTERN = Option.optional(
            "pattern",
            OptionType.regex(),
            "`topic` is given",
            "Regular expression for whole topic names. Never selects internal topics (`__...`) and `" + LEDGER_PREFIX
                    + "...`: " + "name those exactly.");
    private static final Option<String> EXCLUDE = Option.optional(
            "exclude",
            OptionType.regex(),
            "nothing",
            "Regular expression for whole topic names that this `pattern` does not select.");
    private static final Option<Boolean> ENABLED = Option.defaulted(
            "enabled", OptionType.bool(), "true", "`false` pauses: the topics are not read and keep their position.");

    static final Option<List<OptionValues>> TOPICS = Option.optional(
            "topics",
            new OptionType.ObjectList("list", List.of(TOPIC, PATTERN, EXCLUDE, ENABLED)),
            "every topic except internal ones",
            "What to back up. An exact name beats patterns, paused beats selected.");

    public TopicSelection {
        rules = List.copyOf(rules);
    }

    /** Every topic except internal ones. */
    public static TopicSelection everything() {
        return new TopicSelection(List.of(new Matching(".*", "", true)));
    }

    /**
     * What becomes of a topic.
     *
     * @param internal whether the broker calls it internal; names beginning with {@code __} count as internal anyway
     */
    public Decision decide(String topic, boolean internal) {
        Optional<Decision> exact = decide(topic, Exact.class);
        if (exact.isPresent()) {
            return exact.get();
        }
        boolean onlyByName = internal || topic.startsWith("__") || topic.startsWith(LEDGER_PREFIX);
        return onlyByName
                ? Decision.NOT_SELECTED
                : decide(topic, Matching.class).orElse(Decision.NOT_SELECTED);
    }

    /** Topics that are named exactly, paused or not: these must exist, or {@code onMissingTopic} applies. */
    public List<String> exactNames() {
        return rules.stream()
                .filter(Exact.class::isInstance)
                .map(rule -> ((Exact) rule).topic())
                .distinct()
                .toList();
    }

    private Optional<Decision> decide(String topic, Class<? extends Rule> kind) {
        List<Rule> matching = rules.stream()
                .filter(kind::isInstance)
                .filter(rule -> rule.covers(topic))
                .toList();
        if (matching.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(matching.stream().allMatch(Rule::enabled) ? Decision.SELECTED : Decision.PAUSED);
    }

    static TopicSelection of(List<OptionValues> entries) {
        Map<String, OptionValues> exact = new HashMap<>();
        return new TopicSelection(entries.stream()
                .filter(OptionValues::isReadable)
                .map(entry -> rule(entry, exact))
                .flatMap(Optional::stream)
                .toList());
    }

    private static Optional<Rule> rule(OptionValues entry, Map<String, OptionValues> exact) {
        boolean byName = entry.isGiven(TOPIC);
        if (byName == entry.isGiven(PATTERN)) {
            String found = byName ? "found both." : "found neither.";
            entry.reject("Invalid entry: expected either topic or pattern, " + found, "");
        } else if (byName && entry.isGiven(EXCLUDE)) {
            entry.reject(EXCLUDE, "Invalid combination: exclude needs a pattern, and this entry has a topic.", "");
        }
        boolean enabled = entry.find(ENABLED).orElse(true);
        Optional<String> name = entry.find(TOPIC);
        if (name.isPresent()) {
            OptionValues first = exact.putIfAbsent(name.get(), entry);
            if (first != null) {
                String where = first.line(TOPIC) > 0 ? ", first at line " + first.line(TOPIC) : "";
                entry.reject(TOPIC, "Duplicate topic: '" + name.get() + "'" + where + ".", "");
            }
            return Optional.of(new Exact(name.get(), enabled));
        }
        return entry.find(PATTERN)
                .map(pattern -> new Matching(pattern, entry.find(EXCLUDE).orElse(""), enabled));
    }

    /** Answer for one topic. */
    public enum Decision {
        SELECTED,
        /** Known, not read, keeps its position. */
        PAUSED,
        NOT_SELECTED
    }

    /** One entry of the configuration. */
    public sealed interface Rule extends Serializable {
        /** False: paused. */
        boolean enabled();

        /** Whether the entry is about this topic. */
        boolean covers(String topic);
    }

    /** A topic by its name. */
    public record Exact(String topic, boolean enabled) implements Rule {
        @Override
        public boolean covers(String name) {
            return topic.equals(name);
        }
    }

    /**
     * Topics by regular expressions for the whole name.
     *
     * @param exclude empty: nothing is excluded
     */
    public record Matching(String pattern, String exclude, boolean enabled) implements Rule {
        @Override
        public boolean covers(String name) {
            return Pattern.matches(pattern, name) && (exclude.isEmpty() || !Pattern.matches(exclude, name));
        }
    }
}
