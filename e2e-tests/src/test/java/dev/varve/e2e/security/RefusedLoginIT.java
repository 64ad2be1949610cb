// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is not let in is told where, how and what to do, by every command, at once and without his password. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180) // a job that tries again for ever
class RefusedLoginIT {
    private static final String WRONG = "wrong-password";

    private SecuredCluster secured;
    private Path archive;

    /**
     * What is wrong.
     *
     * @param start of the message, up to the server
     * @param how in parentheses after the server
     * @param says what the client found
     */
    record Fault(
            String name,
            String listener,
            Map<String, String> properties,
            String start,
            String how,
            String says,
            String hint) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void startBroker(@TempDir Path backups) throws Exception {
        secured = SecuredCluster.shared();
        archive = backups;
        ProducedTopic topic = secured.cluster().create("shop.refused", 1);
        topic.send(0, 10);
        JobFile backup = JobFile.backup(archive, secured.cluster().bootstrapServers(), Map.of(), topic.name());
        assertThat(backup.with("mode: once").run("backup").exitCode()).isEqualTo(ExitCode.DONE);
    }

    Stream<Fault> faults() throws Exception {
        return Stream.of(
                new Fault(
                        "wrong password, SCRAM",
                        "PASSWORDS",
                        secured.properties(Mechanism.SCRAM, SecuredCluster.BACKUP, WRONG),
                        "Cannot log in to",
                        "(SASL_SSL, SCRAM-SHA-512)",
                        "Authentication failed",
                        "check user name and password in @.properties"),
                new Fault(
                        "wrong password, PLAIN",
                        "PASSWORDS",
                        secured.properties(Mechanism.PLAIN, SecuredCluster.BACKUP, WRONG),
                        "Cannot log in to",
                        "(SASL_SSL, PLAIN)",
                        "Authentication failed",
                        "check user name and password in @.properties"),
                new Fault(
                        "password that breaks the line of the log-in module",
                        "PASSWORDS",
                        secured.properties(Mechanism.PLAIN, SecuredCluster.BACKUP, "a\" " + WRONG + " b"),
                        "Cannot set up clients for",
                        "(SASL_SSL, PLAIN)",
                        "sasl.jaas.config is not well-formed",
                        "with a backslash before each quote and backslash in a password"),
                new Fault(
                        "wrong password of the key",
                        "MUTUAL",
                        secured.properties(Mechanism.MUTUAL_TLS, SecuredCluster.BACKUP, WRONG),
                        "Cannot set up clients for",
                        "(SSL)",
                        "Cannot recover key",
                        "ssl.key.password in @.properties does not open the key in the key store"),
                new Fault(
                        "wrong password of the key store",
                        "MUTUAL",
                        with(mutual(), "ssl.keystore.password", WRONG),
                        "Cannot set up clients for",
                        "(SSL)",
                        "password was incorrect",
                        "check the files, types and passwords of key store and trust store in @.properties"),
                new Fault(
                        "key store that is not there",
                        "MUTUAL",
                        with(mutual(), "ssl.keystore.location", "/nowhere/key.jks"),
                        "Cannot set up clients for",
                        "(SSL)",
                        "/nowhere/key.jks",
                        "on a Flink cluster they must be on every machine"),
                new Fault(
                        "trust store of others",
                        "MUTUAL",
                        with(
                                mutual(),
                                "ssl.truststore.location",
                                secured.certificates().strangersTrustStore().toString()),
                        "Cannot set up TLS with",
                        "(SSL)",
                        "unable to find valid certification path",
                        "check ssl.truststore.location in @.properties"),
                new Fault(
                        "expired certificate of the brokers",
                        SecuredCluster.EXPIRED_LISTENER,
                        mutual(),
                        "Cannot set up TLS with",
                        "(SSL)",
                        "NotAfter",
                        "the certificate of the brokers, or of who has signed it, has expired: renew it"),
                new Fault(
                        "expired certificate of the client",
                        "MUTUAL",
                        with(
                                mutual(),
                                "ssl.keystore.location",
                                secured.expiredKeyStore().toString()),
                        "Cannot set up TLS with",
                        "(SSL)",
                        "certificate_unknown",
                        "the brokers refuse the client certificate of ssl.keystore.location in @.properties: it may have expired"),
                new Fault(
                        "no certificate of the client",
                        "MUTUAL",
                        without(mutual(), "ssl.keystore"),
                        "Cannot set up TLS with",
                        "(SSL)",
                        "bad_certificate",
                        "set ssl.keystore.location and its passwords in @.properties"));
    }

    private Map<String, String> mutual() throws Exception {
        return secured.properties(Mechanism.MUTUAL_TLS, SecuredCluster.BACKUP);
    }

    private static Map<String, String> with(Map<String, String> properties, String key, String value) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.put(key, value);
        return changed;
    }

    private static Map<String, String> without(Map<String, String> properties, String prefix) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.keySet().removeIf(key -> key.startsWith(prefix));
        changed.remove("ssl.key.password");
        return changed;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void backupEndsByName(Fault fault, @TempDir Path directory) throws Exception {
        String server = secured.cluster().broker().bootstrapServers(fault.listener());
        JobFile backup = JobFile.backup(directory, server, fault.properties(), "shop.refused");

        requireRefusal(fault, "source", server, backup.run("backup"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void planEndsByName(Fault fault) throws Exception {
        String server = secured.cluster().broker().bootstrapServers(fault.listener());
        JobFile restore = JobFile.restore(archive, server, fault.properties(), "refused");

        requireRefusal(fault, "target", server, restore.run("plan"));
    }

    private static void requireRefusal(Fault fault, String role, String server, JobFile.Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.printed()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.said())
                .contains(
                        "Error: " + fault.start() + " the " + role + " cluster at " + server + " " + fault.how() + ": ")
                .contains(fault.says())
                .contains("HINT: ")
                .contains(fault.hint().replace("@", role))
                .doesNotContain(WRONG);
    }
}
