// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An authority and what it has signed, made by the JDK's keytool.
 *
 * @param directory of the stores
 * @param storePassword of all of them
 */
record Certificates(Path directory, String storePassword) {
    private static final String AUTHORITY = "authority";

    static Certificates make(Path directory, String storePassword) throws Exception {
        Certificates made = new Certificates(directory, storePassword);
        made.keytool("-genkeypair", "-alias", AUTHORITY, "-dname", "CN=authority", "-ext", "bc:c", "-validity", "30");
        made.keytool("-genkeypair", "-alias", "stranger", "-dname", "CN=stranger", "-ext", "bc:c", "-validity", "30");
        return made;
    }

    /** With everything that was made of them. */
    void delete() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a certificate for 127.0.0.1 signed. */
    void sign(String name) throws Exception {
        sign(name, "-validity", "30");
    }

    /** Has one signed that was good until yesterday. */
    void signExpired(String name) throws Exception {
        sign(name, "-startdate", "-10d", "-validity", "9");
    }

    private void sign(String name, String... validity) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name + ",O=shop"));
        arguments.addAll(List.of("-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1"));
        arguments.addAll(List.of(validity));
        keytool(arguments.toArray(String[]::new));
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                everything().toString()));
        command.addAll(List.of("-storepass", storePassword));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path everything() {
        return directory.resolve("everything.p12");
    }

    /** A store with the authority's certificate. */
    Path trustStore() throws Exception {
        return trusting(AUTHORITY);
    }

    /** A store with a certificate that has signed nothing. */
    Path strangersTrustStore() throws Exception {
        return trusting("stranger");
    }

    private Path trusting(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(name, all().getCertificate(name));
        return write(store, directory.resolve("trust-" + name + ".p12"));
    }

    /** A JKS store with a signed key whose password is not the store's. */
    Path keyStore(String name, String keyPassword) throws Exception {
        KeyStore all = all();
        Key key = all.getKey(name, storePassword.toCharArray());
        Certificate[] chain = all.getCertificateChain(name);
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry(name, key, keyPassword.toCharArray(), chain);
        return write(store, Files.createTempFile(directory, name, ".jks"));
    }

    private KeyStore all() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(everything())) {
            store.load(in, storePassword.toCharArray());
        }
        return store;
    }

    private Path write(KeyStore store, Path file) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, storePassword.toCharArray());
        }
        return file;
    }
}
