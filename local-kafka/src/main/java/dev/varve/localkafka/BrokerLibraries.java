// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory with the broker's jars. They stay off this JVM's class path, because a broker and our jobs need
 * different versions of Kafka's client library.
 */
record BrokerLibraries(Path directory) {
    private static final String PROPERTY = "varve.broker.libs";
    private static final String ENVIRONMENT = "VARVE_BROKER_LIBS";

    /** From the environment, else from the system property. */
    static BrokerLibraries find() throws IOException {
        String place = System.getenv(ENVIRONMENT);
        if (place == null || place.isBlank()) {
            place = System.getProperty(PROPERTY);
        }
        String hint = " HINT: set the environment variable " + ENVIRONMENT + " or the system property " + PROPERTY
                + " to the directory with the jars of kafka_2.13.";
        if (place == null || place.isBlank()) {
            throw new IOException("Missing broker libraries." + hint);
        }
        Path directory = Path.of(place).toAbsolutePath();
        if (!holdsBroker(directory)) {
            throw new IOException("Missing broker libraries: no kafka_2.13 jar in " + directory + "." + hint);
        }
        return new BrokerLibraries(directory);
    }

    private static boolean holdsBroker(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "kafka_2.13-*.jar")) {
            return jars.iterator().hasNext();
        }
    }

    /** The broker's jars first, then the place where {@link BrokerMain} is. */
    String classPath() throws IOException {
        try {
            Path own = Path.of(BrokerMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return directory.resolve("*") + File.pathSeparator + own;
        } catch (URISyntaxException e) {
            throw new IOException("Cannot tell where " + BrokerMain.class.getName() + " was loaded from", e);
        }
    }
}
