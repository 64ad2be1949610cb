// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.TopicMapping;
import dev.varve.restore.config.TopicMapping.Exact;
import dev.varve.restore.config.TopicMapping.Matching;
import dev.varve.restore.config.TopicMapping.TopicIdChoice;
import dev.varve.restore.plan.PlanProblem.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which topic ids of the archive a request is about. */
final class SourceSelection {
    private final RestoreConfig config;
    private final SourceCatalogs catalogs;
    private final Objections objections;
    private final Set<String> exactNames = new HashSet<>();
    private final Set<String> matchedNames = new HashSet<>();
    private final List<SourceTopic> selected = new ArrayList<>();

    private SourceSelection(RestoreConfig config, SourceCatalogs catalogs, Objections objections) {
        this.config = config;
        this.catalogs = catalogs;
        this.objections = objections;
        config.topics().forEach(mapping -> {
            if (mapping.source() instanceof Exact exact) {
                exactNames.add(exact.topic());
            }
        });
    }

    /** In the order of source name, topic id and target. What cannot be selected is an objection. */
    static List<SourceTopic> select(RestoreConfig config, SourceCatalogs catalogs, Objections objections)
            throws IOException {
        SourceSelection selection = new SourceSelection(config, catalogs, objections);
        for (TopicMapping mapping : config.topics()) {
            selection.select(mapping);
        }
        selection.selected.sort(
                Comparator.comparing((SourceTopic source) -> source.topic().topic())
                        .thenComparing(source -> source.topic().topicId())
                        .thenComparing(SourceTopic::target));
        return List.copyOf(selection.selected);
    }

    private void select(TopicMapping mapping) throws IOException {
        if (mapping.source() instanceof Exact exact) {
            select(mapping, exact.topic(), exact.target());
        } else if (mapping.source() instanceof Matching matching) {
            boolean found = false;
            for (String name : catalogs.names(mapping.asOf()).keySet()) {
                if (Matching.isOnlyByName(name)) {
                    warnOfInternal(matching, name);
                } else if (matching.covers(name)) {
                    found = true;
                    if (!exactNames.contains(name) && matchedNames.add(name)) {
                        select(mapping, name, name);
                    }
                }
            }
            if (!found) {
                String what = matching.pattern().equals(".*")
                        ? "Missing topics: archive " + config.archive() + " has none that could be restored."
                        : "Missing topics: none in archive " + config.archive() + " matches pattern '"
                                + matching.pattern() + "'.";
                objections.refuse(Kind.TOPIC_NOT_IN_ARCHIVE, "archive " + config.archive(), what, known(mapping));
            }
        }
    }

    private void warnOfInternal(Matching matching, String name) {
        boolean ledger = !name.startsWith("__");
        if (!ledger && name.matches(matching.pattern()) && !exactNames.contains(name)) {
            objections.warn(
                    Kind.INTERNAL_TOPIC,
                    name,
                    "Internal topic " + name + " is in the archive and is not restored: no pattern selects it.",
                    "to restore it, name it with 'source' and give it another 'target'");
        }
    }

    private void select(TopicMapping mapping, String name, String target) throws IOException {
        Catalog catalog = catalogs.asOf(mapping.asOf());
        List<TopicCatalog> candidates = catalogs.names(mapping.asOf()).getOrDefault(name, List.of());
        if (candidates.isEmpty()) {
            objections.refuse(
                    Kind.TOPIC_NOT_IN_ARCHIVE,
                    name,
                    "Missing topic " + name + ": archive " + config.archive() + " has none of this name"
                            + (mapping.asOf() == null ? "." : " as of " + mapping.asOf() + "."),
                    known(mapping));
            return;
        }
        for (TopicCatalog topic : choose(mapping.topicId(), name, candidates)) {
            selected.add(new SourceTopic(mapping, target, catalog, topic));
        }
    }

    private List<TopicCatalog> choose(TopicIdChoice choice, String name, List<TopicCatalog> candidates)
            throws IOException {
        List<TopicCatalog> oldestFirst = new ArrayList<>(candidates);
        if (candidates.size() > 1) {
            oldestFirst.sort(Comparator.comparing(catalogs::firstSeen));
        }
        if (choice instanceof TopicIdChoice.Exactly exactly) {
            List<TopicCatalog> found = candidates.stream()
                    .filter(topic -> topic.topicId().equals(exactly.id()))
                    .toList();
            if (found.isEmpty()) {
                objections.refuse(
                        Kind.TOPIC_NOT_IN_ARCHIVE,
                        name,
                        "Missing topic id " + exactly.id().base64() + ": in archive " + config.archive() + ", topic "
                                + name + " has " + list(oldestFirst) + ".",
                        "set topicId to one of these");
            }
            return found;
        }
        if (choice instanceof TopicIdChoice.All || candidates.size() == 1) {
            return candidates;
        }
        if (choice instanceof TopicIdChoice.Newest) {
            return oldestFirst.subList(oldestFirst.size() - 1, oldestFirst.size());
        }
        objections.refuse(
                Kind.SEVERAL_TOPIC_IDS,
                name,
                "Ambiguous topic " + name + ": the archive has " + candidates.size()
                        + " topics that had this name one after the other: " + list(oldestFirst) + ".",
                "set topicId of topic " + name + " to the id that you want, to newest, or to all");
        return List.of();
    }

    private String list(List<TopicCatalog> topics) {
        return String.join("; ", topics.stream().map(catalogs::describe).toList());
    }

    private String known(TopicMapping mapping) throws IOException {
        Set<String> names = catalogs.names(mapping.asOf()).keySet();
        String some = String.join(", ", names.stream().limit(10).toList());
        return names.isEmpty()
                ? "varve list shows what the archive has"
                : "the archive has " + some + (names.size() > 10 ? " and " + (names.size() - 10) + " more" : "");
    }
}
