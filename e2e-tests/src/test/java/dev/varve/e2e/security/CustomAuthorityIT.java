// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.VarveProcess;
import dev.varve.e2e.stores.S3Server;
import dev.varve.job.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on S3 whose certificate is signed by an authority that no JDK knows. */
class CustomAuthorityIT {
    private static final String PASSWORD = "of-the-stores";

    @TempDir
    private Path directory;

    @Test
    void storeIsReadWithTheAuthorityInATrustStoreAndRefusedByNameWithout() throws Exception {
        Certificates certificates = Certificates.make(directory, PASSWORD);
        certificates.sign("store");
        int port = S3Server.freePort();
        try (S3Server server = S3Server.startWithTls(port, certificates.keyStore("store", PASSWORD), PASSWORD)) {
            server.createBucket("secured");

            Listing trusted = list(port, certificates.trustStore());
            Listing foreign = list(port, certificates.strangersTrustStore());

            assertThat(trusted.printed()).isEqualTo("No archives in s3://secured/backups" + System.lineSeparator());
            assertThat(trusted.exitCode()).isEqualTo(ExitCode.DONE.code());
            assertThat(foreign.exitCode()).isEqualTo(ExitCode.FAILED.code());
            assertThat(foreign.printed())
                    .contains("Error: Cannot set up TLS with store s3://secured/backups: ")
                    .contains("unable to find valid certification path")
                    .contains("HINT: if the store's certificate is signed by an authority of your own")
                    .contains("-Djavax.net.ssl.trustStore=");
        }
    }

    private Listing list(int port, Path trustStore) throws Exception {
        Map<String, String> properties = Map.of(
                "s3.endpoint", "https://127.0.0.1:" + port,
                "s3.endpoint.region", "us-east-1",
                "s3.path.style.access", "true");
        List<String> arguments = new ArrayList<>(List.of("list", "--store", "s3://secured/backups"));
        properties.forEach((key, value) -> arguments.addAll(List.of("--store-property", key + "=" + value)));
        try (Listing listing = new Listing(Files.createTempFile(directory, "listed", ".txt"), trustStore, arguments)) {
            listing.awaitExit();
            return listing;
        }
    }

    /** {@code varve list} in a JVM with a trust store. */
    private static final class Listing extends VarveProcess {
        Listing(Path output, Path trustStore, List<String> arguments) throws IOException {
            super(
                    output,
                    List.of(
                            "-Xmx256m",
                            "-Djavax.net.ssl.trustStore=" + trustStore,
                            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                    Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY),
                    arguments);
        }

        int exitCode() throws Exception {
            return awaitExit();
        }
    }
}
