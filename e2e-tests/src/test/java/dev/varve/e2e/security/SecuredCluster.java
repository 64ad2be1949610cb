// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.localkafka.BrokerConfig;
import dev.varve.localkafka.ClientListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that lets nobody in without password or certificate, and nobody do anything without a right. Its plain listener is the
 * administrator's.
 */
final class SecuredCluster {
    static final String BACKUP = "backup";
    static final String RESTORE = "restore";

    /** A listener whose certificate was good until yesterday. */
    static final String EXPIRED_LISTENER = "EXPIRED";

    /** Of the brokers' keys. */
    private static final String KEY_PASSWORD = "of-the-key";

    private static @Nullable SecuredCluster shared;

    private final TestCluster cluster;
    private final Certificates certificates;
    private final Canary canary;

    private SecuredCluster(TestCluster cluster, Certificates certificates, Canary canary) {
        this.cluster = cluster;
        this.certificates = certificates;
        this.canary = canary;
    }

    /** One for all tests of this JVM, which take care of rights themselves. Ends with the JVM. */
    static synchronized SecuredCluster shared() throws Exception {
        SecuredCluster running = shared;
        if (running == null) {
            running = start(Files.createTempDirectory("varve-certificates-"), Canary.random());
            shared = running;
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "end-secured-cluster"));
        }
        return running;
    }

    /** Starts a broker and makes users of all mechanisms. */
    private static SecuredCluster start(Path directory, Canary canary) throws Exception {
        String password = canary.text();
        Certificates certificates = Certificates.make(directory, storePassword(password));
        certificates.sign("broker");
        certificates.signExpired("expired");
        certificates.sign(Mechanism.MUTUAL_TLS.user(BACKUP));
        certificates.sign(Mechanism.MUTUAL_TLS.user(RESTORE));
        Map<String, String> mutual = tls(certificates, "broker");
        mutual.put("ssl.client.auth", "required");
        mutual.put("ssl.principal.mapping.rules", "RULE:^(?:.*,)?CN=([^,]+)(?:,.*)?$/$1/,DEFAULT");
        TestCluster cluster = TestCluster.start(BrokerConfig.defaults()
                .withProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .withProperty("super.users", "User:ANONYMOUS")
                .withListener(new ClientListener("PASSWORDS", "SASL_SSL", passwords(certificates, password)))
                .withListener(new ClientListener("MUTUAL", "SSL", mutual))
                .withListener(new ClientListener(EXPIRED_LISTENER, "SSL", tls(certificates, "expired"))));
        SecuredCluster secured = new SecuredCluster(cluster, certificates, canary);
        secured.addScramUsers();
        return secured;
    }

    private static Map<String, String> tls(Certificates certificates, String name) throws Exception {
        return new HashMap<>(Map.of(
                "ssl.keystore.location",
                certificates.keyStore(name, KEY_PASSWORD).toString(),
                "ssl.keystore.password",
                certificates.storePassword(),
                "ssl.key.password",
                KEY_PASSWORD,
                "ssl.truststore.location",
                certificates.trustStore().toString(),
                "ssl.truststore.password",
                certificates.storePassword()));
    }

    private static Map<String, String> passwords(Certificates certificates, String password) throws Exception {
        Map<String, String> properties = tls(certificates, "broker");
        String users = List.of(BACKUP, RESTORE).stream()
                .map(role -> " user_" + Mechanism.PLAIN.user(role) + "=\"" + password + "\"")
                .collect(Collectors.joining());
        properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
        properties.put(
                "scram-sha-512.sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        properties.put(
                "plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required" + users + ";");
        return properties;
    }

    private void addScramUsers() throws Exception {
        List<String> users = List.of(Mechanism.SCRAM.user(BACKUP), Mechanism.SCRAM.user(RESTORE));
        ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        cluster.admin()
                .alterUserScramCredentials(users.stream()
                        .<UserScramCredentialAlteration>map(
                                user -> new UserScramCredentialUpsertion(user, scram, canary.text()))
                        .toList())
                .all()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Await.until(
                "users are known",
                () -> cluster.admin()
                        .describeUserScramCredentials()
                        .users()
                        .get()
                        .containsAll(users));
    }

    /** Of all key stores and trust stores. */
    static String storePassword(String password) {
        return "store-" + password;
    }

    /** The password of all users and of the clients' keys, and part of that of all stores. */
    Canary canary() {
        return canary;
    }

    /** As its administrator sees it. */
    TestCluster cluster() {
        return cluster;
    }

    Certificates certificates() {
        return certificates;
    }

    /** Where a mechanism is taken. */
    String bootstrapServers(Mechanism mechanism) {
        return cluster.broker().bootstrapServers(mechanism.listener());
    }

    /** What a client needs to get in, in the order of docs/security.md. */
    Map<String, String> properties(Mechanism mechanism, String role) throws Exception {
        return properties(mechanism, role, canary.text());
    }

    /** The same with a password that somebody gives. */
    Map<String, String> properties(Mechanism mechanism, String role, String given) throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        String user = mechanism.user(role);
        if (mechanism == Mechanism.MUTUAL_TLS) {
            properties.put("security.protocol", "SSL");
            properties.put("ssl.keystore.type", "JKS");
            properties.put(
                    "ssl.keystore.location",
                    certificates.keyStore(user, canary.text()).toString());
            properties.put("ssl.keystore.password", certificates.storePassword());
            properties.put("ssl.key.password", given);
        } else {
            boolean scram = mechanism == Mechanism.SCRAM;
            String module = scram ? "scram.ScramLoginModule" : "plain.PlainLoginModule";
            properties.put("security.protocol", "SASL_SSL");
            properties.put("sasl.mechanism", scram ? "SCRAM-SHA-512" : "PLAIN");
            properties.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security." + module + " required username=\"" + user + "\" password=\""
                            + given + "\";");
        }
        properties.put("ssl.truststore.location", certificates.trustStore().toString());
        properties.put("ssl.truststore.password", certificates.storePassword());
        return properties;
    }

    /** With a certificate that was good until yesterday. */
    Path expiredKeyStore() throws Exception {
        return certificates.keyStore("expired", canary.text());
    }

    void grant(Collection<AclBinding> rights) throws Exception {
        cluster.admin().createAcls(rights).all().get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Await.until("rights are there", () -> rights().containsAll(rights));
    }

    void withdraw(Collection<AclBinding> rights) throws Exception {
        cluster.admin()
                .deleteAcls(rights.stream().map(AclBinding::toFilter).toList())
                .all()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Await.until("rights are gone", () -> rights.stream().noneMatch(rights()::contains));
    }

    private Collection<AclBinding> rights() throws Exception {
        return cluster.admin()
                .describeAcls(AclBindingFilter.ANY)
                .values()
                .get(TestCluster.TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private void close() {
        cluster.close();
        certificates.delete();
    }
}
