// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import dev.varve.job.config.OptionType.RejectedValueException;
import dev.varve.job.config.OptionValues.Option;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where a job reads or writes, and the settings to get there. The properties hold credentials: log a connection, whose text hides
 * them, and never the map itself.
 */
public sealed interface ConnectionConfig extends Serializable {
    /** Schemes that {@code store.uri} may have. */
    Set<String> STORE_SCHEMES =
            Collections.unmodifiableSet(new TreeSet<>(Set.of("file", "s3", "s3a", "abfs", "abfss", "azblob", "gs")));

    /** Properties whose values may be printed. */
    Set<String> PRINTABLE = Set.of(
            "client.dns.lookup",
            "client.id",
            "client.rack",
            "fs.s3a.endpoint.region",
            "fs.s3a.path.style.access",
            "s3.path-style-access",
            "s3.path.style.access",
            "s3.region",
            "sasl.mechanism",
            "security.protocol");

    /** Settings for the client or file system, in the order of their names, unmodifiable. Contains secrets. */
    Map<String, String> properties();

    /** The properties for people: values hidden except those known to be harmless. */
    default String describeProperties() {
        return properties().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + (PRINTABLE.contains(entry.getKey()) ? entry.getValue() : "***"))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static Map<String, String> copy(Map<String, String> properties) {
        return Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /**
     * A Kafka cluster.
     *
     * @param bootstrapServers {@code host:port}, separated by commas
     * @param properties settings of the Kafka clients
     */
    record Cluster(String bootstrapServers, Map<String, String> properties) implements ConnectionConfig {
        private static final String SERVERS = "one or more host:port separated by commas";
        private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]):([0-9]{1,5})");

        public Cluster {
            properties = copy(properties);
        }

        /** Hides the values of properties. */
        @Override
        public String toString() {
            return "Cluster[bootstrapServers=" + bootstrapServers + ", properties=" + describeProperties() + "]";
        }

        /** The key with the brokers. */
        public static Option<String> serversOption(String group) {
            return Option.required(
                    group + ".bootstrapServers",
                    OptionType.checked("host:port list", SERVERS, Cluster::checkServers),
                    "Brokers to connect to first.");
        }

        /**
         * The key with settings of the clients.
         *
         * @param reserved keys that the job sets itself, each with the reason
         */
        public static Option<Map<String, String>> propertiesOption(String group, Map<String, String> reserved) {
            Set<String> known = new TreeSet<>(ConsumerConfig.configNames());
            known.addAll(ProducerConfig.configNames());
            known.addAll(AdminClientConfig.configNames());
            Function<String, @Nullable String> objection = key -> {
                String reason = reserved.get(key);
                if (reason != null) {
                    return "Unsupported property: " + reason + ".";
                }
                return known.contains(key)
                        ? null
                        : OptionValues.nearest(key, known)
                                .map(name -> "Unknown Kafka property. HINT: did you mean '" + name + "'?")
                                .orElse(null);
            };
            return Option.optional(
                    group + ".properties",
                    new OptionType.TextMap("map", objection),
                    "none",
                    "Settings of the Kafka clients, such as `security.protocol`. Refused, because Varve sets them: "
                            + reserved.keySet().stream()
                                    .map(key -> "`" + key + "`")
                                    .collect(Collectors.joining(", "))
                            + ".");
        }

        private static String checkServers(String text) {
            for (String server : text.split(",", -1)) {
                var matcher = SERVER.matcher(server.strip());
                if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
                    // Somebody may have put credentials here.
                    throw text.contains("@")
                            ? RejectedValueException.ofSecret(SERVERS, "credentials belong into properties")
                            : RejectedValueException.of(SERVERS, "");
                }
            }
            return text.replaceAll("\\s", "");
        }
    }

    /**
     * The storage that holds archives.
     *
     * @param uri with one of {@link #STORE_SCHEMES}, without credentials, query and trailing slash
     * @param properties settings of the file system
     */
    record Store(URI uri, Map<String, String> properties) implements ConnectionConfig {
        /** The key with the place. */
        public static final Option<URI> URI_OPTION = Option.required(
                "store.uri",
                new OptionType.Scalar<>("URI or path", "a URI or local path", Store::parseUri),
                "Where archives are kept: a local path, or a URI with one of the schemes "
                        + String.join(", ", STORE_SCHEMES) + ". Without credentials.");

        /** The key with settings of the file system. */
        public static final Option<Map<String, String>> PROPERTIES_OPTION = Option.optional(
                "store.properties",
                new OptionType.TextMap("map", key -> null),
                "none",
                "Endpoint, credentials and other settings of the file system in the embedded Flink. On a Flink cluster they belong "
                        + "into Flink's own configuration.");

        private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
        private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]+");
        private static final Pattern CONTAINER = Pattern.compile("([A-Za-z0-9$-]+@)?[A-Za-z0-9.-]+(:[0-9]+)?");

        public Store {
            properties = copy(properties);
        }

        /** Where an archive lies. */
        public URI folder(String archive) {
            return URI.create(uri + (uri.toString().endsWith("/") ? "" : "/") + archive);
        }

        /** Hides the values of properties. */
        @Override
        public String toString() {
            return "Store[uri=" + uri + ", properties=" + describeProperties() + "]";
        }

        /** A path without scheme becomes an absolute {@code file} URI. No message repeats the text, it may hold credentials. */
        public static URI parseUri(String text) {
            var scheme = SCHEME.matcher(text);
            try {
                if (!scheme.matches()) {
                    String path = OptionType.checkLocalPath(text);
                    return fileUri(Path.of(path).toAbsolutePath().normalize().toString());
                }
                if (scheme.group(1).toLowerCase(Locale.ROOT).matches("wasbs?")) {
                    throw RejectedValueException.ofSecret(
                            "one of the schemes " + String.join(", ", STORE_SCHEMES),
                            "Flink cannot write to wasb safely; use abfss://container@account.dfs.core.windows.net/path, on an"
                                    + " account with hierarchical namespace");
                }
                if (!STORE_SCHEMES.contains(scheme.group(1))) {
                    boolean upperCase = STORE_SCHEMES.contains(scheme.group(1).toLowerCase(Locale.ROOT));
                    throw RejectedValueException.ofSecret(
                            "one of the schemes " + String.join(", ", STORE_SCHEMES),
                            upperCase ? "write it in lower case" : "");
                }
                URI uri = new URI(text);
                if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                    throw rejected("a URI without '?' and '#'");
                }
                return uri.getScheme().equals("file") ? parseFileUri(uri) : parseObjectUri(uri);
            } catch (URISyntaxException e) {
                throw rejected("a valid URI");
            }
        }

        private static URI parseFileUri(URI uri) throws URISyntaxException {
            String path = uri.getPath();
            if (uri.getRawAuthority() != null || path == null || !path.startsWith("/")) {
                throw RejectedValueException.ofSecret(
                        "file:///path, with three slashes", "a relative path is written without 'file:'");
            }
            return fileUri(Path.of(path).normalize().toString());
        }

        private static URI fileUri(String path) throws URISyntaxException {
            return new URI("file", "", path, null);
        }

        private static URI parseObjectUri(URI uri) throws URISyntaxException {
            String scheme = uri.getScheme();
            String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            boolean azure = scheme.startsWith("a");
            if (!(azure ? CONTAINER : BUCKET).matcher(authority).matches()) {
                String shape = azure ? "://container@account.host/path" : "://bucket/path";
                throw rejected(scheme + shape + ", without credentials");
            }
            String path = uri.getRawPath().replaceAll("/+$", "");
            if (path.contains("//") || (path + "/").contains("/../") || (path + "/").contains("/./")) {
                throw rejected("a path without empty parts, '.' and '..'");
            }
            return new URI(scheme + "://" + authority + path);
        }

        private static RejectedValueException rejected(String expected) {
            return RejectedValueException.ofSecret(
                    expected, "credentials belong into store.properties or the environment");
        }
    }
}
