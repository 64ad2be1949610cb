// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where one broker keeps its configuration, its log of events and its data. */
record BrokerDirectory(Path root, boolean temporary) {

    /** Opens the given directory, creating it if absent; null makes a temporary one. */
    static BrokerDirectory open(@Nullable Path place) throws IOException {
        BrokerDirectory opened = place == null
                ? new BrokerDirectory(Files.createTempDirectory("varve-kafka-").toAbsolutePath(), true)
                : new BrokerDirectory(Files.createDirectories(place.toAbsolutePath()), false);
        Files.createDirectories(opened.temporaryFiles());
        return opened;
    }

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("broker.log");
    }

    /** For the native libraries that the broker unpacks: a killed one leaves them behind. */
    Path temporaryFiles() {
        return root.resolve("tmp");
    }

    Path serverProperties() {
        return root.resolve("server.properties");
    }

    void writeServerProperties(Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(values);
        try (Writer out = Files.newBufferedWriter(serverProperties(), StandardCharsets.UTF_8)) {
            properties.store(out, null);
        }
    }

    /** The cluster id of formatted storage. */
    Optional<String> clusterId() throws IOException {
        Path meta = data().resolve("meta.properties");
        if (!Files.exists(meta)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(meta)) {
            properties.load(in);
        }
        return Optional.ofNullable(properties.getProperty("cluster.id"));
    }

    long logSize() throws IOException {
        return Files.exists(log()) ? Files.size(log()) : 0;
    }

    List<String> logLinesSince(long bytePosition) throws IOException {
        if (!Files.exists(log())) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(Math.max(0, file.length() - bytePosition))];
            file.seek(bytePosition);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }

    void replaceData(Path copy) throws IOException {
        if (!Files.exists(copy.resolve("meta.properties"))) {
            throw new IOException("Invalid copy of a broker's data: no meta.properties in " + copy);
        }
        new DirectoryTree(data()).delete();
        new DirectoryTree(copy).copyTo(data());
    }

    void deleteIfTemporary() throws IOException {
        if (temporary) {
            new DirectoryTree(root).delete();
        }
    }
}
