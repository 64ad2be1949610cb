// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/**
 * Keys in Flink's configuration. Those of secrets have a word that Flink hides wherever it shows its configuration. Credentials and
 * endpoint may be set for one account ({@code key.account}) or one container ({@code key.account.container}); the closest counts.
 */
public final class AzureBlobOptions {
    /** Secret: one of the two keys of the storage account. */
    public static final ConfigOption<String> ACCOUNT_KEY = secret("account-key");

    /** Secret: a shared access signature of account or container; also with a question mark before it, or a whole SAS URL. */
    public static final ConfigOption<String> SAS_TOKEN = secret("sas-token");

    /** Secret: as the portal shows it for an account. */
    public static final ConfigOption<String> CONNECTION_STRING = secret("connection-string");

    /** Where the account's blobs are, if not at {@code https://} and the host of the URI: emulators, private endpoints. */
    public static final ConfigOption<String> ENDPOINT =
            ConfigOptions.key("azblob.endpoint").stringType().noDefaultValue();

    /** Size of a block, of which a blob has at most 50,000. */
    public static final ConfigOption<MemorySize> BLOCK_SIZE =
            ConfigOptions.key("azblob.upload.block-size").memoryType().defaultValue(MemorySize.ofMebiBytes(8));

    /** How many blocks of one stream are uploaded at once. */
    public static final ConfigOption<Integer> UPLOAD_PARALLELISM =
            ConfigOptions.key("azblob.upload.parallelism").intType().defaultValue(4);

    /** Heap for what open streams have not uploaded yet, of all streams of a process together; 256 KiB for each come on top. */
    public static final ConfigOption<MemorySize> UPLOAD_MEMORY =
            ConfigOptions.key("azblob.upload.memory").memoryType().defaultValue(MemorySize.ofMebiBytes(64));

    /** The most that is fetched ahead of a reader that goes through a blob from front to back. */
    public static final ConfigOption<MemorySize> READ_AHEAD =
            ConfigOptions.key("azblob.read.ahead").memoryType().defaultValue(MemorySize.ofMebiBytes(4));

    /** How many blobs the service is asked for at once while a directory is listed. */
    public static final ConfigOption<Integer> LIST_PAGE =
            ConfigOptions.key("azblob.list.page").intType().defaultValue(5000);

    /** How often a request is made before its failure counts, the first time included. */
    public static final ConfigOption<Integer> ATTEMPTS =
            ConfigOptions.key("azblob.attempts").intType().defaultValue(6);

    /** How long one attempt may take. */
    public static final ConfigOption<Duration> TIMEOUT =
            ConfigOptions.key("azblob.timeout").durationType().defaultValue(Duration.ofSeconds(60));

    /** How long it may take to reach the service. */
    public static final ConfigOption<Duration> CONNECT_TIMEOUT =
            ConfigOptions.key("azblob.connect-timeout").durationType().defaultValue(Duration.ofSeconds(10));

    private AzureBlobOptions() {}

    private static ConfigOption<String> secret(String name) {
        return ConfigOptions.key("azblob.secret." + name).stringType().noDefaultValue();
    }

    /** What is set for this container, for its account, or for all, in this order. */
    static Optional<String> find(Configuration configuration, ConfigOption<String> option, ContainerAddress address) {
        String ofAccount = option.key() + "." + address.account();
        return text(configuration, ofAccount + "." + address.container())
                .or(() -> text(configuration, ofAccount))
                .or(() -> text(configuration, option.key()));
    }

    private static Optional<String> text(Configuration configuration, String key) {
        return configuration
                .getOptional(ConfigOptions.key(key).stringType().noDefaultValue())
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
