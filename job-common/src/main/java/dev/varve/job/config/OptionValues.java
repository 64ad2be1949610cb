// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import dev.varve.job.config.ConfigTree.Broken;
import dev.varve.job.config.ConfigTree.Mapping;
import dev.varve.job.config.ConfigTree.Node;
import dev.varve.job.config.ConfigTree.Origin;
import dev.varve.job.config.ConfigTree.Scalar;
import dev.varve.job.config.ConfigTree.Sequence;
import dev.varve.job.config.InvalidOptionsException.Problem;
import dev.varve.job.config.OptionType.RejectedValueException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values that one object of a configuration gives to its declared options. Mistakes are collected, none is thrown. */
public final class OptionValues {
    private final String path;
    private final List<Option<?>> options;
    private final List<Problem> problems;
    private final Map<Option<?>, Object> values = new HashMap<>();
    private final Map<Option<?>, String> written = new HashMap<>();
    private final Map<String, Origin> origins = new HashMap<>();
    private final Set<String> brokenGroups = new HashSet<>();

    OptionValues(String path, Node node, List<Option<?>> options, List<Problem> problems) {
        this.path = path;
        this.options = options;
        this.problems = problems;
        readGroup(node, "");
        options.forEach(this::requirePresence);
    }

    /** Whether an option must be given, and what stands in when it is not. */
    public enum Presence {
        REQUIRED,
        DEFAULTED,
        OPTIONAL,
        REMOVED
    }

    /**
     * One declared key. Its type says whether its values are secret.
     *
     * @param path dotted, relative to the object it belongs to
     * @param standIn what holds when the key is left out: the default as one would write it, or in words; for a removed key its
     *     successor
     * @param description for the reference; one or two sentences
     */
    public record Option<T>(String path, OptionType<T> type, Presence presence, String standIn, String description) {
        public static <T> Option<T> required(String path, OptionType<T> type, String description) {
            return new Option<>(path, type, Presence.REQUIRED, "", description);
        }

        public static <T> Option<T> defaulted(String path, OptionType<T> type, String text, String description) {
            return new Option<>(path, type, Presence.DEFAULTED, text, description);
        }

        /** A key that may be left out, which means {@code standIn}, in words. */
        public static <T> Option<T> optional(String path, OptionType<T> type, String standIn, String description) {
            return new Option<>(path, type, Presence.OPTIONAL, standIn, description);
        }

        /** A key of former versions; using it fails and names the successor. */
        public static Option<String> removed(String path, String successor) {
            return new Option<>(path, OptionType.text(), Presence.REMOVED, successor, "");
        }
    }

    /**
     * Parses, overrides, expands, types and builds.
     *
     * @param overrides {@code path=value} each, applied in order before anything is validated
     * @param environment the value of a variable, or null
     * @param build makes the result; may report more problems, its result is used only if there are none
     * @throws InvalidOptionsException with every mistake
     */
    public static <T> T load(
            String fileName,
            String text,
            List<String> overrides,
            Function<String, @Nullable String> environment,
            List<Option<?>> options,
            Function<OptionValues, Optional<T>> build) {
        List<Problem> problems = new ArrayList<>();
        ConfigTree tree = ConfigTree.parse(fileName, text, problems);
        Set<String> mapPaths = options.stream()
                .filter(option -> option.type() instanceof OptionType.TextMap)
                .map(Option::path)
                .collect(Collectors.toSet());
        overrides.forEach(override -> tree.override(override, mapPaths));
        tree.expand(environment);
        Optional<T> result = build.apply(new OptionValues("", tree.root(), options, problems));
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
        return result.orElseThrow();
    }

    /** The value given, or the default; empty if there is neither or if what was given is invalid. */
    public <T> Optional<T> find(Option<T> option) {
        if (!values.containsKey(option) && !isGiven(option) && option.presence() == Presence.DEFAULTED) {
            return Optional.of(scalar(option.type()).parser().apply(option.standIn()));
        }
        @SuppressWarnings("unchecked")
        T value = (T) values.get(option);
        return Optional.ofNullable(value);
    }

    /** Like {@link #find}, where nothing can be missing any more. */
    public <T> T get(Option<T> option) {
        return find(option).orElseThrow(() -> new IllegalStateException("Missing value: " + option.path()));
    }

    /** Whether the key stands in the configuration, valid or not. */
    public boolean isGiven(Option<?> option) {
        return origins.containsKey(option.path());
    }

    /** Whether anything could be read; if not, that has been reported. */
    public boolean isReadable() {
        return !brokenGroups.contains("");
    }

    /** Whether nothing has been reported, here or elsewhere in the configuration. */
    public boolean isValid() {
        return problems.isEmpty();
    }

    /** The value as written, or the default. Not for secrets. */
    public String text(Option<?> option) {
        return written.getOrDefault(option, option.standIn());
    }

    /** Line of the option, 0 if it is not in the file. */
    public int line(Option<?> option) {
        return origin(option.path()).line();
    }

    /** Reports a mistake at the place of an option. */
    public void reject(Option<?> option, String message, String hint) {
        report(option.path(), true, message, hint);
    }

    /** Reports a mistake of the whole object. */
    public void reject(String message, String hint) {
        report("", true, message, hint);
    }

    private void report(String relative, boolean showValue, String message, String hint) {
        problems.add(origin(relative).problem(showValue, absolute(relative), message, hint));
    }

    private String absolute(String relative) {
        return path.isEmpty() || relative.isEmpty() ? path + relative : path + "." + relative;
    }

    /** Origin of a key, or of the nearest object around it. */
    private Origin origin(String relative) {
        String at = relative;
        while (!origins.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, Math.max(0, at.lastIndexOf('.')));
        }
        return origins.getOrDefault(at, new Origin("", 0, ""));
    }

    private void readGroup(Node node, String group) {
        origins.put(group, node.origin());
        if (node instanceof Mapping mapping) {
            mapping.entries().forEach((key, value) -> readEntry(group, key, value));
        } else if (!(node instanceof Scalar scalar && scalar.blank())) {
            brokenGroups.add(group);
            rejectShape(node, group, "keys and values");
        }
    }

    private void readEntry(String group, String key, Node node) {
        String child = ConfigTree.childPath(group, key);
        boolean dotted = key.indexOf('.') >= 0;
        Optional<Option<?>> option = options.stream()
                .filter(candidate -> !dotted && candidate.path().equals(child))
                .findFirst();
        if (option.isPresent()) {
            origins.put(child, node.origin());
            readOption(option.get(), node);
        } else if (!dotted
                && options.stream().anyMatch(candidate -> candidate.path().startsWith(child + "."))) {
            readGroup(node, child);
        } else {
            Problem problem = node.origin().problem(false, absolute(child), "Unknown key.", hintFor(group, key));
            problems.add(problem);
        }
    }

    private <T> void readOption(Option<T> option, Node node) {
        if (option.presence() == Presence.REMOVED) {
            report(option.path(), false, "Removed key.", "use '" + option.standIn() + "'");
        } else if (option.type() instanceof OptionType.TextMap map) {
            readMap(option, map, node);
        } else if (option.type() instanceof OptionType.ScalarList<?> list) {
            readScalars(option, list, node);
        } else if (option.type() instanceof OptionType.ObjectList list) {
            readList(option, list, node);
        } else if (node instanceof Scalar scalar) {
            readScalar(option, scalar(option.type()), scalar);
        } else {
            rejectShape(node, option.path(), scalar(option.type()).expected());
        }
    }

    private <T> void readScalar(Option<T> option, OptionType.Scalar<T> type, Scalar scalar) {
        if (scalar.blank()) {
            boolean optional = option.presence() != Presence.REQUIRED;
            report(option.path(), true, "Missing value.", optional ? "delete the key to leave it out" : "");
            return;
        }
        written.put(option, printable(scalar.raw()));
        parsed(type, option.path(), scalar).ifPresent(value -> values.put(option, value));
    }

    private <T> Optional<T> parsed(OptionType.Scalar<T> type, String at, Scalar scalar) {
        try {
            return Optional.of(type.parser().apply(scalar.value()));
        } catch (RejectedValueException e) {
            String found = e.isSecret() ? "." : ", found: '" + printable(scalar.raw()) + "'.";
            report(at, !e.isSecret(), "Invalid value: expected " + e.getMessage() + found, e.hint());
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            String found = ", found: '" + printable(scalar.raw()) + "'.";
            report(at, true, "Invalid value: expected " + type.expected() + found, "");
        }
        return Optional.empty();
    }

    /** An empty list is a value. */
    private <T> void readScalars(Option<?> option, OptionType.ScalarList<T> type, Node node) {
        List<T> items = new ArrayList<>();
        List<Node> nodes = node instanceof Sequence sequence ? sequence.items() : List.of();
        if (!(node instanceof Sequence) && !(node instanceof Scalar scalar && scalar.blank())) {
            rejectShape(node, option.path(), "a list");
        }
        for (int i = 0; i < nodes.size(); i++) {
            String at = option.path() + "[" + i + "]";
            origins.put(at, nodes.get(i).origin());
            if (nodes.get(i) instanceof Scalar scalar && !scalar.blank()) {
                parsed(type.item(), at, scalar).ifPresent(items::add);
            } else {
                rejectShape(nodes.get(i), at, type.item().expected());
            }
        }
        values.put(option, List.copyOf(items));
    }

    private void readMap(Option<?> option, OptionType.TextMap type, Node node) {
        if (!(node instanceof Mapping mapping)) {
            if (node instanceof Scalar scalar && scalar.blank()) {
                values.put(option, Map.of());
            } else {
                rejectShape(node, option.path(), "keys and values");
            }
            return;
        }
        Map<String, String> entries = new TreeMap<>();
        mapping.entries().forEach((key, value) -> {
            String child = ConfigTree.childPath(option.path(), key);
            origins.put(child, value.origin());
            String objection =
                    key.equals(ConfigTree.shown(key)) ? type.objection().apply(key) : "Invalid key.";
            if (objection != null) {
                report(child, false, objection, "");
            } else if (!(value instanceof Scalar scalar)) {
                rejectShape(value, child, "text");
            } else if (scalar.blank()) {
                report(child, false, "Missing value.", "write \"\" for empty text");
            } else {
                entries.put(key, scalar.value());
            }
        });
        values.put(option, Collections.unmodifiableMap(entries));
    }

    private void readList(Option<?> option, OptionType.ObjectList type, Node node) {
        if (!(node instanceof Sequence sequence)) {
            if (node instanceof Scalar scalar && scalar.blank()) {
                report(option.path(), false, "Missing value: the list is empty.", "delete the key to leave it out");
            } else {
                rejectShape(node, option.path(), "a list");
            }
            return;
        }
        if (sequence.items().isEmpty()) {
            report(option.path(), true, "Missing value: the list is empty.", "delete the key to leave it out");
        }
        List<OptionValues> items = new ArrayList<>();
        for (Node item : sequence.items()) {
            String itemPath = absolute(option.path()) + "[" + items.size() + "]";
            items.add(new OptionValues(itemPath, item, type.options(), problems));
        }
        values.put(option, List.copyOf(items));
    }

    private void requirePresence(Option<?> option) {
        boolean inBroken = brokenGroups.stream()
                .anyMatch(group -> group.isEmpty() || option.path().startsWith(group + "."));
        if (option.presence() == Presence.REQUIRED && !isGiven(option) && !inBroken) {
            report(
                    option.path(),
                    false,
                    "Missing value: expected " + option.type().label() + ".",
                    "");
        }
    }

    private void rejectShape(Node node, String relative, String expected) {
        if (!(node instanceof Broken)) {
            String found = node instanceof Mapping ? "keys and values" : node instanceof Sequence ? "a list" : "text";
            report(relative, false, "Invalid value: expected " + expected + ", found " + found + ".", "");
        }
    }

    private static <T> OptionType.Scalar<T> scalar(OptionType<T> type) {
        return (OptionType.Scalar<T>) type;
    }

    /** One line of at most 80 characters. */
    private static String printable(String text) {
        String line = text.codePoints()
                .limit(80)
                .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
                .collect(Collectors.joining());
        return text.codePointCount(0, text.length()) > 80 ? line + "..." : line;
    }

    private String hintFor(String group, String key) {
        String prefix = group.isEmpty() ? "" : group + ".";
        Set<String> siblings = new LinkedHashSet<>();
        Set<String> elsewhere = new LinkedHashSet<>();
        for (Option<?> option : options) {
            if (option.presence() != Presence.REMOVED) {
                elsewhere.add(option.path());
                if (option.path().startsWith(prefix)) {
                    siblings.add(option.path().substring(prefix.length()).split("\\.", 2)[0]);
                }
            }
        }
        return nearest(key, siblings)
                .or(() -> elsewhere.stream()
                        .filter(other ->
                                other.equals(prefix + key) || normal(other).endsWith("." + normal(key)))
                        .findFirst()
                        .map(other -> other.replace(".", ": {") + ": ..." + "}".repeat(other.split("\\.").length - 1)))
                .map(name -> "did you mean '" + name + "'?")
                .orElse("known keys here: " + String.join(", ", siblings));
    }

    /** The candidate that a mistyped name most likely means. */
    static Optional<String> nearest(String name, Collection<String> candidates) {
        int allowed = Math.max(1, Math.min(3, name.length() / 3));
        return name.length() > 60
                ? Optional.empty()
                : candidates.stream()
                        .filter(candidate -> distance(normal(name), normal(candidate)) <= allowed)
                        .min((a, b) -> distance(normal(name), normal(a)) - distance(normal(name), normal(b)));
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
