// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings of Flink's file systems as the user has them, with ours where there is none of the user's. They hold secrets. */
final class FileSystemSettings {
    /** Flink's plugin takes all of them for Hadoop's settings. */
    private static final List<String> S3_PREFIXES = List.of("fs.s3a.", "s3a.", "s3.");

    private final Map<String, String> settings;

    private FileSystemSettings(Map<String, String> settings) {
        this.settings = settings;
    }

    /** For a job that goes on for long: a store may be away for about a minute. */
    static FileSystemSettings ofJob(Map<String, String> properties) {
        FileSystemSettings all = new FileSystemSettings(new HashMap<>(properties));
        // Segments are read from their end, and in ranges: a connection that runs on to the end of an object is wasted.
        all.choose("experimental.input.fadvise", "random");
        // Otherwise Hadoop asks S3 after every new object to delete what might mark its folders.
        all.choose("directory.marker.retention", "keep");
        all.choose("aws.credentials.provider", String.join(",", credentials(System::getenv)));
        all.choose("attempts.maximum", "5");
        return all;
    }

    /** For a person who waits: some seconds. */
    static FileSystemSettings ofCommand(Map<String, String> properties) {
        FileSystemSettings all = new FileSystemSettings(new HashMap<>(properties));
        all.choose("attempts.maximum", "3");
        all.choose("retry.limit", "1");
        all.choose("connection.establish.timeout", "5000");
        all.settings.putIfAbsent("azblob.attempts", "3");
        all.settings.putIfAbsent("azblob.connect-timeout", "5 s");
        return new FileSystemSettings(ofJob(all.settings).settings);
    }

    Map<String, String> asMap() {
        return settings;
    }

    /**
     * Hadoop's own list, and what Kubernetes gives to a pod and the file of the AWS command line where these are: without them, asking
     * for them would be an error.
     */
    static List<String> credentials(Function<String, @Nullable String> environment) {
        List<String> providers = new ArrayList<>(List.of(
                "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
                "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
                "com.amazonaws.auth.EnvironmentVariableCredentialsProvider"));
        if (environment.apply("AWS_WEB_IDENTITY_TOKEN_FILE") != null) {
            providers.add("com.amazonaws.auth.WebIdentityTokenCredentialsProvider");
        }
        String file = environment.apply("AWS_CREDENTIAL_PROFILES_FILE");
        Path usual = Path.of(System.getProperty("user.home"), ".aws", "credentials");
        if (environment.apply("AWS_PROFILE") != null || Files.exists(file == null ? usual : Path.of(file))) {
            providers.add("com.amazonaws.auth.profile.ProfileCredentialsProvider");
        }
        providers.add("org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider");
        return providers;
    }

    private void choose(String key, String value) {
        if (S3_PREFIXES.stream().noneMatch(prefix -> settings.containsKey(prefix + key))) {
            settings.put(S3_PREFIXES.get(0) + key, value);
        }
    }
}
