// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import static dev.varve.job.config.InvalidOptionsException.OVERRIDE;

import dev.varve.job.config.InvalidOptionsException.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * A YAML text as untyped nodes that know where they come from. Built from parser events and not from a loader, so that no scalar is
 * typed by its looks and anchors, tags and duplicate keys are seen. Not safe for use by several threads.
 */
public final class ConfigTree {
    private static final int MAX_DEPTH = 20;
    private static final Pattern STEP = Pattern.compile("([A-Za-z0-9_-]+)|\\[([0-9]{1,4})]");
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_-]+(\\[[0-9]{1,4}])*(\\.[A-Za-z0-9_-]+(\\[[0-9]{1,4}])*)*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(:[^}]*)?})?");

    private final String fileName;
    private final List<Problem> problems;
    private Node root;
    private int depth;

    private ConfigTree(String fileName, List<Problem> problems) {
        this.fileName = fileName;
        this.problems = problems;
        this.root = new Mapping(new Origin(fileName, 0, ""), Map.of());
    }

    /** Mistakes go to {@code problems}; what could not be read becomes {@link Broken}. */
    static ConfigTree parse(String fileName, String text, List<Problem> problems) {
        ConfigTree tree = new ConfigTree(fileName, problems);
        tree.read(text);
        return tree;
    }

    /** The text of a file; it is an {@link InvalidOptionsException} if there is none. */
    public static String textOf(Path file) {
        String reason;
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            reason = "it does not exist";
        } catch (CharacterCodingException e) {
            reason = "it is not UTF-8";
        } catch (IOException e) {
            reason = e.getClass().getSimpleName();
        }
        Problem problem = new Problem(file.toString(), 0, "", "Cannot read the configuration: " + reason + ".", "");
        throw new InvalidOptionsException(List.of(problem));
    }

    Node root() {
        return root;
    }

    /** Where a node was written: a line of the file, or a {@code --set} with its value. */
    record Origin(String source, int line, String setValue) {
        /** @param showValue false where the value of a {@code --set} may be a secret */
        Problem problem(boolean showValue, String path, String message, String hint) {
            boolean withValue = showValue && line == 0 && source.startsWith(OVERRIDE);
            return new Problem(withValue ? source + "=" + setValue : source, line, path, message, hint);
        }
    }

    sealed interface Node {
        Origin origin();
    }

    /**
     * @param raw as written; this is what messages show, so that no environment variable's value appears in them
     * @param value after expansion
     * @param blank written as nothing, {@code ~} or {@code null}, without quotes
     */
    record Scalar(Origin origin, String raw, String value, boolean blank) implements Node {}

    record Mapping(Origin origin, Map<String, Node> entries) implements Node {}

    record Sequence(Origin origin, List<Node> items) implements Node {}

    /** Already reported; nothing more is to be said about it. */
    record Broken(Origin origin) implements Node {}

    static String childPath(String path, String key) {
        return path.isEmpty() ? shown(key) : path + "." + shown(key);
    }

    /** Cut at the first character that no key has: in a mistyped map the rest can be a secret. */
    static String shown(String key) {
        int end = 0;
        while (end < Math.min(key.length(), 100) && isKeyCharacter(key.charAt(end))) {
            end++;
        }
        return end == key.length() ? key : key.substring(0, end) + "...";
    }

    private static boolean isKeyCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }

    private void read(String text) {
        Iterator<Event> events = events(text).iterator();
        boolean seen = false;
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent start) {
                if (seen) {
                    report(origin(start), "", "Unsupported second document in one file.", "delete the line '---'");
                    return;
                }
                seen = true;
                Node node = node(events.next(), root.origin(), "", events);
                root = node instanceof Scalar scalar && scalar.blank() ? root : node;
            }
        }
    }

    /** Nothing, with {@link #root} broken, if the text is not YAML. */
    private List<Event> events(String text) {
        List<Event> events = new ArrayList<>();
        try {
            new Parse(LoadSettings.builder().build()).parseString(text).forEach(events::add);
            return events;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            root = new Broken(new Origin(fileName, line, ""));
            report(root.origin(), "", "Invalid YAML: " + e.getProblem() + ".", "");
        } catch (RuntimeException e) {
            // The parser also lets NumberFormatException and the like escape, for an unfinished "\\x".
            Origin last = events.isEmpty() ? root.origin() : origin(events.get(events.size() - 1));
            root = new Broken(last);
            String problem =
                    "Invalid YAML: at or after this line are characters that YAML forbids, or the text is too long.";
            report(last, "", problem, "");
        }
        return List.of();
    }

    private Node node(Event event, Origin origin, String path, Iterator<Event> events) {
        if (event instanceof AliasEvent alias) {
            report(
                    origin(alias),
                    path,
                    "Unsupported alias '*" + shown(alias.getAlias().getValue()) + "'.",
                    "repeat the value");
            return new Broken(origin);
        }
        boolean tagged = rejectAnchorAndTag(event, path);
        if (event instanceof ScalarEvent scalar) {
            String text = scalar.getValue();
            boolean blank = scalar.isPlain() && (text.isEmpty() || text.equals("~") || text.equals("null"));
            return tagged ? new Broken(origin) : new Scalar(origin, text, text, blank);
        }
        if (depth >= MAX_DEPTH) {
            report(origin(event), path, "Invalid nesting: deeper than " + MAX_DEPTH + " levels.", "");
            skip(event, events);
            return new Broken(origin);
        }
        depth++;
        Node node = event instanceof MappingStartEvent ? mapping(origin, path, events) : sequence(origin, path, events);
        depth--;
        return node;
    }

    private boolean rejectAnchorAndTag(Event event, String path) {
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            String anchor = node.getAnchor().get().getValue();
            report(
                    origin(event),
                    path,
                    "Unsupported anchor '&" + shown(anchor) + "'.",
                    "quote the value if it begins with '&'");
        }
        boolean tagged = event instanceof ScalarEvent scalar
                ? scalar.getTag().isPresent()
                : event instanceof CollectionStartEvent start && start.getTag().isPresent();
        if (tagged) {
            report(
                    origin(event),
                    path,
                    "Unsupported YAML tag.",
                    "types follow from the option; quote a value that begins with '!'");
        }
        return tagged;
    }

    private Node sequence(Origin origin, String path, Iterator<Event> events) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof CollectionEndEvent); event = events.next()) {
            items.add(node(event, origin(event), path + "[" + items.size() + "]", events));
        }
        return new Sequence(origin, items);
    }

    private Node mapping(Origin origin, String path, Iterator<Event> events) {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (Event event = events.next(); !(event instanceof CollectionEndEvent); event = events.next()) {
            Origin at = origin(event);
            if (!(event instanceof ScalarEvent key) || key.getValue().isEmpty() || isMerge(key)) {
                boolean merge = event instanceof ScalarEvent scalar && isMerge(scalar);
                report(at, path, merge ? "Unsupported merge key '<<'." : "Invalid key: expected text.", "");
                skip(event, events);
                skip(events.next(), events);
                continue;
            }
            String name = key.getValue();
            String child = childPath(path, name);
            rejectAnchorAndTag(key, child);
            Node value = node(events.next(), at, child, events);
            Node first = entries.putIfAbsent(name, value);
            if (first != null) {
                report(
                        at,
                        child,
                        "Duplicate key, first at line " + first.origin().line() + ".",
                        "");
            }
        }
        return new Mapping(origin, entries);
    }

    private static boolean isMerge(ScalarEvent key) {
        return key.isPlain() && key.getValue().equals("<<");
    }

    private static void skip(Event first, Iterator<Event> events) {
        int open = first instanceof CollectionStartEvent ? 1 : 0;
        while (open > 0) {
            Event event = events.next();
            open += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
        }
    }

    private Origin origin(Event event) {
        return new Origin(fileName, event.getStartMark().map(Mark::getLine).orElse(-1) + 1, "");
    }

    private void report(Origin origin, String path, String message, String hint) {
        problems.add(origin.problem(false, path, message, hint));
    }

    /**
     * Applies one {@code path=value}. The value is taken literally, without expansion.
     *
     * @param mapPaths paths of options that are maps: what follows them is one key, dots included
     */
    void override(String argument, Set<String> mapPaths) {
        int equals = argument.indexOf('=');
        String path = argument.substring(0, Math.max(0, equals));
        String map = mapPaths.stream()
                .filter(candidate -> path.startsWith(candidate + "."))
                .findFirst()
                .orElse("");
        String structured = map.isEmpty() ? path : map;
        if (!PATH.matcher(structured).matches() || path.length() == map.length() + 1) {
            Origin origin = new Origin(OVERRIDE + shown(equals < 0 ? argument : path), 0, "");
            report(
                    origin,
                    "",
                    "Invalid override: expected path=value.",
                    "such as segment.targetSize=64MiB or topics[0].topic=orders");
            return;
        }
        List<String> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(structured);
        while (matcher.find()) {
            steps.add(matcher.group());
        }
        if (!map.isEmpty()) {
            steps.add(path.substring(map.length() + 1));
        }
        String value = argument.substring(equals + 1);
        Origin origin =
                new Origin(OVERRIDE + (map.isEmpty() ? path : childPath(map, steps.get(steps.size() - 1))), 0, value);
        root = replaced(root, steps, new Scalar(origin, value, value, value.isEmpty()), path);
    }

    private Node replaced(@Nullable Node current, List<String> steps, Scalar leaf, String path) {
        if (steps.isEmpty()) {
            return leaf;
        }
        Origin origin = current == null ? leaf.origin() : current.origin();
        String step = steps.get(0);
        List<String> rest = steps.subList(1, steps.size());
        if (!step.startsWith("[")) {
            boolean isMapping = current instanceof Mapping;
            Map<String, Node> entries =
                    new LinkedHashMap<>(current instanceof Mapping mapping ? mapping.entries() : Map.of());
            entries.put(step, replaced(entries.get(step), rest, leaf, path));
            return new Mapping(isMapping ? origin : leaf.origin(), entries);
        }
        List<Node> items = new ArrayList<>(current instanceof Sequence sequence ? sequence.items() : List.of());
        int index = Integer.parseInt(step.substring(1, step.length() - 1));
        if (index > items.size()) {
            report(leaf.origin(), path, "Invalid index: " + index + ", the list has " + items.size() + " entries.", "");
            return current == null ? new Broken(leaf.origin()) : current;
        }
        Node item = replaced(index < items.size() ? items.get(index) : null, rest, leaf, path);
        if (index < items.size()) {
            items.set(index, item);
        } else {
            items.add(item);
        }
        return new Sequence(current instanceof Sequence ? origin : leaf.origin(), items);
    }

    /** Forgets all other keys at the top. */
    void keep(Set<String> keys) {
        if (root instanceof Mapping mapping) {
            Map<String, Node> kept = new LinkedHashMap<>(mapping.entries());
            kept.keySet().retainAll(keys);
            root = new Mapping(mapping.origin(), kept);
        }
    }

    /** Replaces references to environment variables in the scalars of the file, not in those of {@code --set}. */
    void expand(Function<String, @Nullable String> environment) {
        root = expanded(root, "", environment);
    }

    private Node expanded(Node node, String path, Function<String, @Nullable String> environment) {
        if (node instanceof Mapping mapping) {
            Map<String, Node> entries = new LinkedHashMap<>();
            mapping.entries()
                    .forEach((key, value) -> entries.put(key, expanded(value, childPath(path, key), environment)));
            return new Mapping(mapping.origin(), entries);
        }
        if (node instanceof Sequence sequence) {
            List<Node> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(expanded(item, path + "[" + items.size() + "]", environment)));
            return new Sequence(sequence.origin(), items);
        }
        return node instanceof Scalar scalar && scalar.origin().line() > 0 ? expanded(scalar, path, environment) : node;
    }

    private Node expanded(Scalar scalar, String path, Function<String, @Nullable String> environment) {
        Matcher matcher = REFERENCE.matcher(scalar.raw());
        StringBuilder value = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String fallback = matcher.group(2);
            boolean escaped = matcher.group().equals("$${");
            if (!escaped && (name == null || (fallback != null && fallback.contains("${")))) {
                String message = "Invalid reference: expected ${NAME} or ${NAME:default}.";
                report(scalar.origin(), path, message, "write $${ for a literal ${");
                return new Broken(scalar.origin());
            }
            String replacement = escaped ? "${" : environment.apply(name);
            if (replacement == null && fallback != null) {
                replacement = fallback.substring(1);
            }
            if (replacement == null || (replacement.isEmpty() && fallback == null)) {
                String message = "Missing environment variable: " + name + " is unset or empty.";
                report(scalar.origin(), path, message, "set it, or give a default: ${" + name + ":...}");
                return new Broken(scalar.origin());
            }
            matcher.appendReplacement(value, Matcher.quoteReplacement(replacement));
        }
        return new Scalar(
                scalar.origin(), scalar.raw(), matcher.appendTail(value).toString(), scalar.blank());
    }
}
