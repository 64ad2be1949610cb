// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorePropertyTest {
    @Test
    void takesReferencesFromTheEnvironment() {
        assertThat(StoreProperty.resolve("s3.secret-key", "${SECRET}", Map.of("SECRET", "abc")::get))
                .isEqualTo("abc");
    }

    @Test
    void takesWhatIsNoSecretAsItIs() {
        assertThat(StoreProperty.resolve("s3.endpoint", "http://minio:9000", name -> null))
                .isEqualTo("http://minio:9000");
    }

    @Test
    void namesAVariableThatIsNotSet() {
        assertThatThrownBy(() -> StoreProperty.resolve("s3.secret-key", "${SECRET}", name -> null))
                .hasMessageContaining("Missing environment variable: SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3.secret-key",
                "fs.s3a.access.key",
                "fs.s3a.session.token",
                "fs.azure.account.key.account.dfs.core.windows.net",
                "fs.azure.account.oauth2.client.secret"
            })
    void refusesSecretsOnTheCommandLine(String key) {
        assertThatThrownBy(() -> StoreProperty.resolve(key, "abc", name -> null))
                .hasMessageContaining("Invalid --store-property " + key)
                .hasMessageContaining("environment variable")
                .hasMessageNotContaining("abc");
    }
}
