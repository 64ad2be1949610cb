// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoredTopics;
import dev.varve.job.ExitCode;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights that docs/security.md names are enough, however a user logs in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredRoundTripIT {
    private SecuredCluster secured;

    @BeforeAll
    void startBroker() throws Exception {
        secured = SecuredCluster.shared();
    }

    @ParameterizedTest
    @EnumSource
    void documentedRightsAreEnoughToBackUpAndRestore(Mechanism mechanism, @TempDir Path directory) throws Exception {
        ProducedTopic topic = secured.cluster().create("shop." + mechanism, 3);
        topic.sendToAll(100);
        topic.sendAborted(1, 10);
        topic.sendCommitted(1, 10);
        secured.grant(DocumentedRights.of(SecuredCluster.BACKUP).of(mechanism, SecuredCluster.BACKUP));
        secured.grant(DocumentedRights.of(SecuredCluster.RESTORE).of(mechanism, SecuredCluster.RESTORE));
        String servers = secured.bootstrapServers(mechanism);
        JobFile backup =
                JobFile.backup(directory, servers, secured.properties(mechanism, SecuredCluster.BACKUP), topic.name());
        JobFile restore = JobFile.restore(
                directory, servers, secured.properties(mechanism, SecuredCluster.RESTORE), "round-trip-" + mechanism);

        JobFile.Outcome backedUp = backup.with("mode: once").run("backup");
        topic.delete();
        JobFile.Outcome planned = restore.run("plan");
        JobFile.Outcome restored = restore.run("restore");

        assertThat(backedUp.exitCode()).as(backedUp.printed()).isEqualTo(ExitCode.DONE);
        assertThat(planned.exitCode()).as(planned.printed()).isEqualTo(ExitCode.DONE);
        assertThat(restored.exitCode()).as(restored.printed()).isEqualTo(ExitCode.DONE);
        new RestoredTopics(secured.cluster()).requireExactly(topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {SecuredCluster.BACKUP, SecuredCluster.RESTORE})
    void everyRightIsGrantedAndExplained(String role) throws Exception {
        Set<String> granted = new TreeSet<>();
        DocumentedRights.of(role).rights().forEach(right -> granted.add(right.toString()));

        assertThat(granted).isNotEmpty().isEqualTo(DocumentedRights.explained(role));
    }
}
