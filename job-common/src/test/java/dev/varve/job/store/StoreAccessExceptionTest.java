// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreAccessExceptionTest {
    private static final String STORE = "abfss://container@account.dfs.core.windows.net/backups";

    private static String told(IOException failure) {
        return String.valueOf(StoreAccessException.of(STORE, "read data/a", failure)
                .orElseThrow()
                .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'Operation failed: \"Server failed to authenticate the request.\", 403, HEAD, AuthenticationFailed', Cannot log in to",
        "'Operation failed: \"The specified filesystem does not exist.\", 404, GET, FilesystemNotFound', Cannot find the bucket",
        "'Operation failed: \"This request is not authorized\", 403, GET, AuthorizationPermissionMismatch', Missing right on",
        "'varve does not have storage.objects.list access to the Google Cloud Storage bucket.', Missing right on",
        "'The specified bucket does not exist.', Cannot find the bucket",
        "'Configuration property account.dfs.core.windows.net.account.key not found.', Cannot log in to"
    })
    void namesWhatTheStoresMean(String answer, String begins) {
        assertThat(told(new IOException(answer)))
                .startsWith(begins)
                .contains(STORE)
                .contains("HINT: ");
    }

    @Test
    void asksForTheTrustStoreWhereTheAuthorityIsUnknown() {
        IOException failure = new IOException("Cannot list", new SSLHandshakeException("PKIX path building failed"));

        assertThat(told(failure)).startsWith("Cannot set up TLS with").contains("javax.net.ssl.trustStore");
    }

    @Test
    void expiredTokenHasOneHint() {
        String said =
                "Cannot read azblob://c@a/x: the SAS token has expired at 2026-01-01T00:00:00Z (AuthenticationFailed,"
                        + " status 403). HINT: have a new one made.";

        assertThat(told(new IOException(said)))
                .startsWith("Cannot log in to store ")
                .contains("has expired at 2026-01-01T00:00:00Z (AuthenticationFailed, status 403). HINT: ")
                .contains("azblob.secret.sas-token")
                .containsOnlyOnce("HINT: ");
    }

    @Test
    void failureWithoutWordsIsNamedByItsType() {
        Optional<IOException> told =
                StoreAccessException.of(STORE, "list data", new IOException("Cannot list", new ConnectException()));

        assertThat(told.orElseThrow()).hasMessageContaining(STORE + ": ConnectException. HINT: ");
    }

    @Test
    void unknownHostMayBeKnownLater() {
        Optional<IOException> told = StoreAccessException.of(
                STORE, "read data/a", new IOException(new UnknownHostException("account.example.com")));

        assertThat(told).containsInstanceOf(StoreUnreachableException.class);
        assertThat(told.orElseThrow()).hasMessageContaining("unknown host account.example.com");
    }

    @Test
    void signaturesInAddressesAreNotRepeated() {
        assertThat(told(new AccessDeniedException("GET https://account.dfs.core.windows.net/c?sig=SECRET, 403")))
                .doesNotContain("SECRET");
    }

    @Test
    void otherFailuresKeepTheirOwnWords() {
        assertThat(StoreAccessException.of(STORE, "read data/a", new IOException("Status Code: 500")))
                .isEmpty();
    }
}
