// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSystemSettingsTest {
    private static final String READ_POLICY = "experimental.input.fadvise";

    @Test
    void readsRangesUnlessTheUserSaysOtherwise() {
        assertThat(FileSystemSettings.ofJob(Map.of("s3.endpoint", "http://minio:9000"))
                        .asMap())
                .containsEntry("fs.s3a." + READ_POLICY, "random")
                .containsEntry("s3.endpoint", "http://minio:9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs.s3a.", "s3a.", "s3."})
    void keepsWhatTheUserSaysUnderEachPrefix(String prefix) {
        Map<String, String> settings = FileSystemSettings.ofJob(Map.of(prefix + READ_POLICY, "sequential"))
                .asMap();

        assertThat(settings).containsEntry(prefix + READ_POLICY, "sequential");
        assertThat(settings.keySet())
                .filteredOn(key -> key.endsWith(READ_POLICY))
                .hasSize(1);
    }

    @Test
    void commandsHaveLessPatienceThanJobs() {
        assertThat(FileSystemSettings.ofCommand(Map.of()).asMap())
                .containsEntry("fs.s3a.attempts.maximum", "3")
                .containsEntry("fs.s3a.retry.limit", "1")
                .containsEntry("azblob.attempts", "3");
        assertThat(FileSystemSettings.ofJob(Map.of()).asMap())
                .containsEntry("fs.s3a.attempts.maximum", "5")
                .doesNotContainKey("fs.s3a.retry.limit")
                .doesNotContainKey("azblob.attempts");
        assertThat(FileSystemSettings.ofCommand(Map.of("azblob.attempts", "9")).asMap())
                .containsEntry("azblob.attempts", "9");
    }

    @Test
    void asksForWebIdentityOnlyWhereThereIsOne() {
        String provider = "com.amazonaws.auth.WebIdentityTokenCredentialsProvider";

        assertThat(FileSystemSettings.credentials(name -> null)).doesNotContain(provider);
        assertThat(FileSystemSettings.credentials(Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/token")::get))
                .contains(provider);
    }
}
