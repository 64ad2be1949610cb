// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.store.Store;
import dev.varve.job.ExitCode;
import dev.varve.job.check.Checks;
import dev.varve.job.check.StoreChecks;
import dev.varve.job.config.ConnectionConfig;
import dev.varve.job.store.FlinkFileStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code varve check} says of a store on Google Cloud Storage, by {@link GcsFake}, where a right is missing. */
class GcsRightsIT {
    @TempDir
    private Path temporary;

    private GcsFake gcs;

    /** What was printed, and the exit code. */
    private record Said(ExitCode exitCode, String printed) {}

    @BeforeEach
    void start() throws Exception {
        gcs = GcsFake.start();
    }

    @AfterEach
    void stop() {
        FlinkFileStore.configureProcess(Map.of(), temporary, List.of());
        gcs.close();
    }

    private Said check(String... refused) {
        gcs.refuse(refused);
        Checks checks = new Checks();
        StoreChecks stores = new StoreChecks(checks);
        Store store = stores.open(
                        new ConnectionConfig.Store(URI.create(GcsFake.uri("rights")), gcs.properties()), "shop")
                .orElseThrow();
        stores.write(store.under("shop"), Clock.systemUTC());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExitCode code = checks.print(false, new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Said(code, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void objectsAreComposedOfTemporaryOnesThatAreDeleted() {
        Said all = check();

        assertThat(all.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(all.printed()).doesNotContain("FAILED", "WARNING").contains("OK       store-temporaries");
        assertThat(gcs.calls())
                .containsEntry("begin upload", 1L)
                .containsEntry("compose", 1L)
                .containsEntry("delete", 1L);
    }

    /** Flink's file system does not look at the answer, so that a backup would go on and leave them all. */
    @Test
    void temporaryObjectsThatCannotBeDeletedAreSeen() {
        Said kept = check("delete");

        assertThat(kept.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(kept.printed())
                .contains("OK       store-write")
                .contains("WARNING  store-temporaries      Cannot delete temporary objects: gs://" + GcsFake.BUCKET
                        + "/.inprogress/" + GcsFake.BUCKET + "/rights/shop/check/")
                .contains("HINT: grant storage.objects.delete on temporary objects");
    }

    @Test
    void refusedWritesAndReadsAreToldInOurWords() {
        Said compose = check("compose");
        Said upload = check("begin upload");
        Said read = check("read");

        assertThat(compose.exitCode()).isEqualTo(ExitCode.FAILED);
        for (Said write : List.of(compose, upload)) {
            assertThat(write.printed())
                    .contains("FAILED   store-write            Missing right on store " + GcsFake.uri("rights/shop")
                            + ": varve@p.iam does not have storage.objects.")
                    .contains(" access to the object, when asked to create check/")
                    .doesNotContain("com.google");
        }
        assertThat(read.printed())
                .contains("SKIPPED  store-write")
                .contains("FAILED   store-read             Missing right on store " + GcsFake.uri("rights/shop"))
                .contains("when asked to read check/");
    }
}
