// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the text of an option becomes a value. The type decides, never the looks of the text: {@code no} and {@code 08} have no meaning
 * of their own.
 */
public sealed interface OptionType<T> {
    Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    Pattern SIZE = Pattern.compile("([0-9]{1,18}) ?(|B|KiB|MiB|GiB)", Pattern.CASE_INSENSITIVE);
    Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?<!\\.)");
    Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    Pattern DURATION = Pattern.compile("([0-9]{1,12}) ?(ms|s|min|h|d)");

    /** One or two words for the reference, such as {@code duration}. */
    String label();

    /**
     * A single value.
     *
     * @param expected completes "expected ..." in an error
     * @param parser throws {@link RejectedValueException}, or any {@link IllegalArgumentException}, {@link ArithmeticException} or
     *     {@link DateTimeException}, for text it does not accept
     */
    record Scalar<T>(String label, String expected, Function<String, T> parser) implements OptionType<T> {}

    /**
     * Free keys with text values. Values count as secrets: they appear in no message.
     *
     * @param objection why a key is refused, or null where it is fine
     */
    record TextMap(String label, Function<String, @Nullable String> objection)
            implements OptionType<Map<String, String>> {}

    /** A list of single values. */
    record ScalarList<T>(String label, Scalar<T> item) implements OptionType<List<T>> {}

    /** A list of objects, each with the given options. */
    record ObjectList(String label, List<OptionValues.Option<?>> options) implements OptionType<List<OptionValues>> {}

    /** Refuses a value for a reason of its own. */
    final class RejectedValueException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String hint;
        private final boolean secret;

        private RejectedValueException(String expected, String hint, boolean secret) {
            super(expected);
            this.hint = hint;
            this.secret = secret;
        }

        public static RejectedValueException of(String expected, String hint) {
            return new RejectedValueException(expected, hint, false);
        }

        /** For a value that may hold a secret, and is not repeated in the message. */
        public static RejectedValueException ofSecret(String expected, String hint) {
            return new RejectedValueException(expected, hint, true);
        }

        /** What to do, without a full stop; empty if there is nothing to add. */
        public String hint() {
            return hint;
        }

        boolean isSecret() {
            return secret;
        }
    }

    static OptionType<String> text() {
        return checked("text", "text that is not blank", text -> accept(!text.isBlank(), text));
    }

    /** Text that {@code check} returns, changed or not, or refuses. */
    static OptionType<String> checked(String label, String expected, UnaryOperator<String> check) {
        return new Scalar<>(label, expected, check);
    }

    /** A name of ours: of an archive, or of a restore. */
    static OptionType<String> name() {
        String expected =
                "1 to 100 of A-Z, a-z, 0-9, '.', '_' and '-', beginning with a letter or digit, not ending in a dot";
        return checked("name", expected, name -> accept(NAME.matcher(name).matches(), name));
    }

    /**
     * The name of a topic.
     *
     * @param key of the option, for a hint
     */
    static OptionType<String> topicName(String key) {
        return checked("topic name", "a Kafka topic name", name -> {
            if (TOPIC_NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..")) {
                return name;
            }
            throw RejectedValueException.of(
                    "1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'",
                    name.matches(".*[*+?|\\\\(\\[].*")
                            ? "for a regular expression write 'pattern' instead of '" + key + "'"
                            : "");
        });
    }

    /** An offset of a partition. */
    static OptionType<Long> offset() {
        return new Scalar<>(
                "offset",
                "an offset, a whole number of at least 0",
                text -> accept(INTEGER.matcher(text).matches() && !text.startsWith("-"), Long.parseLong(text)));
    }

    /** A point in time, see {@link #parseInstant}. */
    static OptionType<Instant> instant() {
        return new Scalar<>("time", "a time with zone such as 2026-02-01T00:00:00Z", OptionType::parseInstant);
    }

    static OptionType<Integer> integer(int min, int max) {
        String expected = min == max ? String.valueOf(min) : "a whole number from " + min + " to " + max;
        String label = min == max ? "number" : "number, " + min + " to " + max;
        return new Scalar<>(label, expected, text -> {
            matched(INTEGER, text);
            return between(min, Math.toIntExact(Long.parseLong(text)), max);
        });
    }

    static OptionType<Boolean> bool() {
        return new Scalar<>(
                "true or false",
                "true or false",
                text -> accept(text.equals("true") || text.equals("false"), text.equals("true")));
    }

    /** Names are those of the constants in lower case with hyphens. */
    static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
        Map<String, E> constants = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(
                        constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant -> constant));
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return new Scalar<>(String.join(" or ", names), "one of " + String.join(", ", names), text -> {
            E constant = constants.get(text);
            if (constant == null) {
                throw new IllegalArgumentException("not a constant");
            }
            return constant;
        });
    }

    /** Bytes. Units are binary; {@code MB}, which half of the world reads as a million bytes, is refused. */
    static OptionType<Long> size(String min, String max) {
        String expected = "a size from " + min + " to " + max + ", such as 65536, 64KiB or 1MiB";
        String label = "size, " + min + " to " + max;
        return new Scalar<>(label, expected, text -> between(parseSize(min), parseSize(text), parseSize(max)));
    }

    /** {@code 500ms}, {@code 60s}, {@code 2min}, {@code 1h}, {@code 7d}, or ISO-8601 such as {@code PT1M30S}. */
    static OptionType<Duration> duration(String min, String max) {
        String expected = "a duration from " + min + " to " + max + ", such as 500ms, 60s, 2min or PT1H";
        return new Scalar<>(
                "duration, " + min + " to " + max,
                expected,
                text -> between(parseDuration(min), parseDuration(text), parseDuration(max)));
    }

    /** A point in time since 1970 with a zone, such as {@code 2026-02-01T00:00:00Z} or {@code 2026-02-01T01:00+01:00}. */
    static Instant parseInstant(String text) {
        Instant instant = ZonedDateTime.parse(text).toInstant();
        return accept(instant.toEpochMilli() >= 0, instant);
    }

    /** A regular expression, kept as text. */
    static OptionType<String> regex() {
        return checked("regex", "a regular expression of at most 1000 characters", text -> {
            try {
                String pattern = accept(!text.isEmpty() && text.length() <= 1000, text);
                return Pattern.compile(pattern).pattern();
            } catch (PatternSyntaxException e) {
                throw RejectedValueException.of(
                        "a regular expression (" + e.getDescription() + " near index " + e.getIndex() + ")",
                        text.startsWith("*") ? "'.*' stands for any text" : "");
            }
        });
    }

    /** A directory of this machine. */
    static OptionType<String> localDirectory() {
        return checked("path", "a local directory", OptionType::checkLocalPath);
    }

    static String checkLocalPath(String text) {
        if (text.startsWith("~")) {
            throw RejectedValueException.of("a local directory", "'~' is not expanded here, write ${HOME}");
        }
        return accept(!text.isBlank() && !text.contains("://") && text.indexOf('\0') < 0, text);
    }

    private static <T extends Comparable<T>> T between(T min, T value, T max) {
        return accept(value.compareTo(min) >= 0 && value.compareTo(max) <= 0, value);
    }

    private static long parseSize(String text) {
        Matcher matcher = matched(SIZE, text);
        long factor = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            default -> 1L;
        };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
    }

    private static Duration parseDuration(String text) {
        if (text.startsWith("P")) {
            return Duration.parse(text);
        }
        Matcher matcher = matched(DURATION, text);
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "min" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return accept(matcher.matches(), matcher);
    }

    private static <T> T accept(boolean accepted, T value) {
        if (!accepted) {
            throw new IllegalArgumentException("not accepted");
        }
        return value;
    }
}
