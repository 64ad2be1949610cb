// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A store does not let us in, lacks the bucket, refuses us something, or is reached by a file system that must not be used. Starting
 * again does not help before somebody has changed a key, a right or the configuration.
 */
public final class StoreAccessException extends IOException {
    private static final String RIGHTS =
            "the user of these credentials needs to list, read and, for a backup, write there; docs/stores.md has the rights per store";

    /** What a store's answer shows, by words in it. Earlier ones win. File systems bring their own exceptions, so no types. */
    private static final List<Meaning> MEANINGS = List.of(
            new Meaning(
                    "Cannot log in to",
                    "NoAuthWithAWSException|No AWS Credentials|Unable to load (AWS )?credentials|KeyProviderException"
                            + "|Configuration property \\S*account\\.key|Error getting access token|not a valid credential",
                    "no credentials were found or they are incomplete: set them in store.properties, or in the environment of this"
                            + " process; docs/stores.md has all ways"),
            new Meaning(
                    "Cannot log in to",
                    "SAS token has expired",
                    "have a new one made, and set it as azblob.secret.sas-token in store.properties"),
            new Meaning(
                    "Cannot log in to",
                    "RequestTimeTooSkewed",
                    "the clock of this machine differs too much from the store's: set it"),
            new Meaning(
                    "Cannot log in to",
                    "InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|AuthenticationFailed"
                            + "|InvalidAuthenticationInfo|invalid_client|invalid_grant|401 Unauthorized|Status Code: 401",
                    "check key and secret in store.properties, or in the environment of this process; a key may have been withdrawn"),
            new Meaning(
                    "Cannot find the bucket or container of",
                    "UnknownStoreException|NoSuchBucket|ContainerNotFound|FilesystemNotFound"
                            + "|specified (bucket|container|filesystem) does not exist",
                    "create it, or check store.uri and the endpoint"),
            new Meaning(
                    "Cannot reach the region of",
                    "PermanentRedirect|AuthorizationHeaderMalformed|Status Code: 301",
                    "the bucket is in another region: set fs.s3a.endpoint.region in store.properties"),
            new Meaning(
                    "Cannot set up TLS with",
                    "valid certification path|SSLHandshakeException|CertificateException|No subject alternative"
                            + "|SSLPeerUnverifiedException",
                    "if the store's certificate is signed by an authority of your own, put that into a trust store and name it in"
                            + " VARVE_JAVA_OPTS: -Djavax.net.ssl.trustStore=...; docs/stores.md"),
            new Meaning(
                    "Cannot set up TLS with",
                    "SSLException: Unsupported or unrecognized SSL message",
                    "the endpoint does not speak TLS: write it with http:// if that is meant"),
            new Meaning(
                    "Missing right on",
                    "AccessDenied|AuthorizationPermissionMismatch|AuthorizationFailure|AllAccessDisabled|Forbidden"
                            + "|Status Code: 403|403 Forbidden|does not have storage\\.|AccessControlException",
                    RIGHTS));

    private static final Pattern S3_ANSWER = Pattern.compile(
            "(?:AmazonS3Exception: )?([^:]+?) \\(Service: [^;]*; Status Code: (\\d+); Error Code: ([^;]*);");

    /** The status is all that its root says. */
    private static final Pattern GOOGLE_ANSWER = Pattern.compile("[^\\s\"{]+ does not have storage\\.[^\\n\"]*");

    /** Signatures of Azure's shared access stand there. */
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"',]+");

    private static final int LONGEST = 300;

    private StoreAccessException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * What the words of a failure mean.
     *
     * @param begins of our message
     * @param words a regular expression for parts of the failure's text or of its type
     */
    private record Meaning(String begins, Pattern words, String hint) {
        Meaning(String begins, String words, String hint) {
            this(begins, Pattern.compile(words), hint);
        }
    }

    /**
     * What a failure of a file system means: a {@link StoreAccessException} if only a person can help, a
     * {@link StoreUnreachableException} if nobody answered, and else empty.
     *
     * @param location without secrets
     * @param what was asked of the store, such as {@code read data/...}; told where it shows which right is missing
     */
    static Optional<IOException> of(String location, String what, IOException failure) {
        if (failure instanceof StoreAccessException || failure instanceof StoreUnreachableException) {
            return Optional.of(failure);
        }
        String all = text(failure);
        for (Meaning meaning : MEANINGS) {
            if (meaning.words().matcher(all).find()) {
                String asked = meaning.hint().equals(RIGHTS) ? ", when asked to " + what : "";
                return Optional.of(new StoreAccessException(
                        meaning.begins() + " store " + location + ": " + said(failure) + asked + ". HINT: "
                                + meaning.hint() + ".",
                        failure));
            }
        }
        return StoreUnreachableException.of(location, failure).map(IOException.class::cast);
    }

    /** A file system that would do harm, or cannot do what is needed. */
    static StoreAccessException unsupported(String location, String reason, String hint) {
        return new StoreAccessException(
                "Unsupported file system for store " + location + ": " + reason + ". HINT: " + hint + ".", null);
    }

    /** Whether one is behind a failure. */
    static boolean isCauseOf(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof StoreAccessException) {
                return true;
            }
        }
        return false;
    }

    /** The store's own words, without those of the layers between. */
    static String said(Throwable failure) {
        Matcher google = GOOGLE_ANSWER.matcher(text(failure));
        if (google.find()) {
            return google.group().replaceFirst("\\.$", "");
        }
        Matcher answer = S3_ANSWER.matcher(text(failure));
        if (answer.find()) {
            String words = answer.group(1).strip();
            // A HEAD has no body, so that the code is made of the status.
            return answer.group(3).endsWith(words)
                    ? words + " (status " + answer.group(2) + ")"
                    : answer.group(3) + " (" + words + ", status " + answer.group(2) + ")";
        }
        String text =
                String.valueOf(root(failure).getMessage()).lines().findFirst().orElse("");
        // Ours have a hint of their own.
        String fact = text.split("\\. HINT: ", 2)[0];
        String shown = QUERY.matcher(fact).replaceAll("?...").strip();
        String cut = shown.length() > LONGEST ? shown.substring(0, LONGEST) + "..." : shown;
        return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }

    /** Types and messages of a failure and its causes. */
    static String text(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }
}
