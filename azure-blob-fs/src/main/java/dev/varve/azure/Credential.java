// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** How one logs in to a container. Texts of all kinds are without the secret. */
sealed interface Credential {
    void applyTo(BlobContainerClientBuilder builder);

    /** What may be the matter if the service refuses it at this time; empty if nothing is known. */
    default Optional<String> complaint(Instant now) {
        return Optional.empty();
    }

    /** Key of the account. */
    record AccountKey(String account, String key) implements Credential {
        @Override
        public void applyTo(BlobContainerClientBuilder builder) {
            builder.credential(new StorageSharedKeyCredential(account, key));
        }

        @Override
        public String toString() {
            return "key of account " + account;
        }
    }

    /** Shared access signature. */
    record Sas(SasToken token) implements Credential {
        @Override
        public void applyTo(BlobContainerClientBuilder builder) {
            builder.sasToken(token.query());
        }

        @Override
        public Optional<String> complaint(Instant now) {
            return token.expiry().filter(end -> !now.isBefore(end)).map(end -> "the SAS token has expired at " + end);
        }

        @Override
        public String toString() {
            return token.toString();
        }
    }

    /** Connection string: endpoint and key or signature in one. */
    record ConnectionString(String text) implements Credential {
        @Override
        public void applyTo(BlobContainerClientBuilder builder) {
            builder.connectionString(text);
        }

        @Override
        public String toString() {
            return "connection string";
        }
    }

    /** What the environment offers: variables, workload identity, managed identity, the login of a command line. */
    record OfEnvironment(Supplier<TokenCredential> credential) implements Credential {
        @Override
        public void applyTo(BlobContainerClientBuilder builder) {
            builder.credential(credential.get());
        }

        @Override
        public String toString() {
            return "credential of the environment";
        }
    }

    /**
     * The one that is configured for a container, or that of the environment if there is none.
     *
     * @throws IOException if several are configured, or one cannot be read
     */
    static Credential of(Configuration configuration, ContainerAddress address, Supplier<TokenCredential> ofEnvironment)
            throws IOException {
        Optional<String> sas = AzureBlobOptions.find(configuration, AzureBlobOptions.SAS_TOKEN, address);
        Optional<String> key = AzureBlobOptions.find(configuration, AzureBlobOptions.ACCOUNT_KEY, address);
        Optional<String> text = AzureBlobOptions.find(configuration, AzureBlobOptions.CONNECTION_STRING, address);
        List<Credential> all = new ArrayList<>();
        if (sas.isPresent()) {
            all.add(new Sas(SasToken.of(sas.get())));
        }
        key.ifPresent(secret -> all.add(new AccountKey(address.account(), secret)));
        text.ifPresent(secret -> all.add(new ConnectionString(secret)));
        if (all.size() > 1) {
            throw new IOException("Invalid credentials for " + address + ": expected one of "
                    + keys(AzureBlobOptions.SAS_TOKEN, AzureBlobOptions.ACCOUNT_KEY, AzureBlobOptions.CONNECTION_STRING)
                    + ", found " + all.size() + ". HINT: remove those that are not meant.");
        }
        return all.isEmpty() ? new OfEnvironment(ofEnvironment) : all.get(0);
    }

    private static String keys(ConfigOption<?>... options) {
        List<String> keys = new ArrayList<>();
        for (ConfigOption<?> option : options) {
            keys.add(option.key().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", keys);
    }
}
