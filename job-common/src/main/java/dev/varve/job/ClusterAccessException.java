// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import dev.varve.job.config.ConnectionConfig.Cluster;
import java.io.IOException;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * A cluster does not let us in, or refuses us something. Starting again does not help before somebody has changed a password, a
 * certificate or a right.
 */
public final class ClusterAccessException extends IOException {
    private static final List<Map.Entry<String, String>> TLS_HINTS = List.of(
            Map.entry("bad_certificate", "the brokers refuse the client certificate of ssl.keystore.location in %s"),
            Map.entry(
                    "certificate_expired",
                    "the client certificate of ssl.keystore.location in %s has expired: renew it"),
            Map.entry(
                    "certificate_unknown",
                    "the brokers refuse the client certificate of ssl.keystore.location in %s: it may have expired (keytool -list -v"
                            + " shows), or be signed by somebody they do not trust"),
            Map.entry(
                    "valid certification path",
                    "the trust store does not hold who has signed the brokers' certificate: check ssl.truststore.location in %s"),
            Map.entry("trustanchors", "the trust store is empty: check ssl.truststore.location in %s"),
            Map.entry(
                    "subject alternative",
                    "the brokers' certificate is for other host names: use one of them, also in advertised.listeners"),
            Map.entry(
                    "no name matching",
                    "the brokers' certificate is for other host names: use one of them, also in advertised.listeners"),
            Map.entry(
                    "unrecognized ssl message",
                    "the listener does not speak TLS: check security.protocol in %s, and the port"));

    private final boolean aboutRight;

    private ClusterAccessException(String message, @Nullable Throwable cause, boolean aboutRight) {
        super(message, cause);
        this.aboutRight = aboutRight;
    }

    private static ClusterAccessException ofLogin(String message, @Nullable Throwable cause) {
        return new ClusterAccessException(message, cause, false);
    }

    /**
     * What a failure of a client means, if it is about being let in.
     *
     * @param role {@code source} or {@code target}
     */
    public static Optional<ClusterAccessException> login(String role, Cluster cluster, Throwable failure) {
        String where = " the " + role + " cluster at " + cluster.bootstrapServers() + how(cluster) + ": ";
        String settings = role + ".properties";
        Throwable refused = find(failure, AuthenticationException.class);
        if (refused instanceof SslAuthenticationException) {
            return Optional.of(ofLogin(
                    "Cannot set up TLS with" + where + chain(refused) + ". HINT: " + tlsHint(refused, cluster, settings)
                            + ".",
                    failure));
        }
        if (refused != null) {
            return Optional.of(ofLogin(
                    "Cannot log in to" + where + withoutPeriod(refused)
                            + ". HINT: check user name and password in " + settings
                            + ", and that the brokers know the user for this mechanism.",
                    failure));
        }
        return isSetUp(failure) ? Optional.of(setUp(where, settings, failure)) : Optional.empty();
    }

    /**
     * A right that the user lacks.
     *
     * @param role {@code source} or {@code target}
     * @param right as in {@code Read on topic orders}
     * @param refusal what the cluster said, if it was tried
     */
    public static ClusterAccessException missingRight(
            String role, Cluster cluster, String right, @Nullable Throwable refusal) {
        return new ClusterAccessException(
                "Missing right on the " + role + " cluster at " + cluster.bootstrapServers() + ": " + right
                        + (refusal == null ? "" : " (" + withoutPeriod(refusal) + ")")
                        + ". HINT: grant it to the user of " + role
                        + ".properties; docs/security.md has the rights that are needed, and the commands.",
                refusal,
                true);
    }

    /** Whether the user was let in, and lacks a right. */
    public boolean isAboutRight() {
        return aboutRight;
    }

    /** Whether it, or a refused log-in, is behind a failure. */
    public static boolean isCauseOf(@Nullable Throwable failure) {
        return find(failure, ClusterAccessException.class) != null
                || find(failure, AuthenticationException.class) != null;
    }

    private static String how(Cluster cluster) {
        Map<String, String> properties = cluster.properties();
        String protocol = properties.getOrDefault("security.protocol", "PLAINTEXT");
        boolean sasl = protocol.startsWith("SASL_");
        return " (" + protocol + (sasl ? ", " + properties.getOrDefault("sasl.mechanism", "GSSAPI") : "") + ")";
    }

    private static String tlsHint(Throwable refused, Cluster cluster, String settings) {
        if (find(refused, CertificateExpiredException.class) != null) {
            return "the certificate of the brokers, or of who has signed it, has expired: renew it";
        }
        if (find(refused, CertificateNotYetValidException.class) != null) {
            return "the certificate of the brokers is not valid yet: compare the clocks";
        }
        String text = chain(refused).toLowerCase(Locale.ROOT);
        boolean certificate = cluster.properties().keySet().stream().anyMatch(key -> key.startsWith("ssl.keystore."));
        if (!certificate && text.contains("fatal alert") && text.contains("certificate")) {
            return "the brokers ask for a client certificate: set ssl.keystore.location and its passwords in "
                    + settings;
        }
        return TLS_HINTS.stream()
                .filter(hint -> text.contains(hint.getKey()))
                .map(hint -> String.format(hint.getValue(), settings))
                .findFirst()
                .orElse("check security.protocol and the ssl settings in " + settings);
    }

    /** Whether a client could not even be made. */
    private static boolean isSetUp(Throwable failure) {
        Throwable shown = failure instanceof KafkaException ? failure : failure.getCause();
        String text = shown == null ? "" : String.valueOf(shown.getMessage());
        boolean made =
                text.startsWith("Failed to construct") || text.startsWith("Failed to create new KafkaAdminClient");
        return shown instanceof KafkaException && made && !chain(shown).contains("bootstrap");
    }

    /** What is wrong with the log-in module's line may be a part of a password, so neither text nor cause of it is kept. */
    private static ClusterAccessException setUp(String where, String settings, Throwable failure) {
        String text = chain(failure);
        if (text.contains("JAAS config")) {
            return ofLogin(
                    "Cannot set up clients for" + where + "sasl.jaas.config is not well-formed. HINT: in " + settings
                            + " it is one line as ...LoginModule required username=\"...\" password=\"...\"; with the semicolon,"
                            + " and with a backslash before each quote and backslash in a password.",
                    null);
        }
        boolean key = find(failure, UnrecoverableKeyException.class) != null && text.contains("Cannot recover key");
        String hint = key
                ? "ssl.key.password in " + settings + " does not open the key in the key store"
                : "check the files, types and passwords of key store and trust store in " + settings
                        + "; on a Flink cluster they must be on every machine";
        return ofLogin("Cannot set up clients for" + where + text + ". HINT: " + hint + ".", failure);
    }

    /** The messages of a failure and its causes, without repeats. */
    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            String message = withoutPeriod(cause);
            if (text.indexOf(message) < 0) {
                text.append(text.length() == 0 ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }

    private static String withoutPeriod(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static @Nullable Throwable find(@Nullable Throwable failure, Class<? extends Throwable> type) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }
}
