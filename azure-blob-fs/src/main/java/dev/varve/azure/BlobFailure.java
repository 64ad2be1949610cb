// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a failed request means, as an exception that names what could not be done and where, and never holds a credential. */
final class BlobFailure {
    /** By the service's code and status, the first that fits. */
    private static final List<Meaning> MEANINGS = List.of(
            new Meaning("ContainerNotFound.*", "the container does not exist", "create it, or check the URI"),
            new Meaning("ContainerBeingDeleted.*", "the container is being deleted", "create it again, or wait"),
            new Meaning("AccountIsDisabled.*|ContainerDisabled.*", "it is disabled", "ask who runs the account"),
            new Meaning(
                    "AuthorizationPermissionMismatch.*",
                    "the credential does not allow it",
                    "reading needs r and l of a SAS token or Storage Blob Data Reader, writing r, l, c and w or Storage Blob"
                            + " Data Contributor, deleting d"),
            new Meaning(
                    "AuthorizationFailure.*",
                    "the credential or the network rules of the account do not allow it",
                    "check key, permissions and expiry of the credential, and that the account lets this network in"),
            new Meaning("AuthorizationProtocolMismatch.*", "the SAS token is for https only", "use an https endpoint"),
            new Meaning(
                    "AuthorizationSourceIPMismatch.*",
                    "the SAS token is for other IP addresses",
                    "have one made for this machine"),
            new Meaning(
                    ".*/40[13]",
                    "the credential was not accepted",
                    "check key or SAS token, its start and expiry, and the clock of this machine"),
            new Meaning(
                    "BlobImmutableDueToPolicy.*",
                    "it is protected by an immutability policy or a legal hold",
                    "nothing of an archive has to change; who wrote or deleted here?"),
            new Meaning(
                    "BlobArchived.*|BlobBeingRehydrated.*",
                    "it is in the archive tier",
                    "rehydrate it to the hot or cool tier, which takes hours"),
            new Meaning("LeaseIdMissing.*|LeaseAlreadyPresent.*", "it has a lease", "break the lease"),
            new Meaning(
                    "InvalidBlockList.*",
                    "blocks that were uploaded for it are gone",
                    "Azure drops them a week after the last upload to the blob, or when something else is committed under its"
                            + " name: start from a newer savepoint"),
            new Meaning(
                    "ConditionNotMet.*|.*/412",
                    "it was changed by somebody else in the meantime",
                    "let nothing else write here"),
            new Meaning(
                    ".*/429|.*/503|.*/500",
                    "the service is busy or has a fault",
                    "it was asked again and again; if this stays, look at the limits of the account, and at Azure's status"));

    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"',]+");

    private BlobFailure() {}

    private record Meaning(Pattern code, String text, String hint) {
        Meaning(String code, String text, String hint) {
            this(Pattern.compile(code), text, hint);
        }
    }

    /**
     * Translates a failure of the client library.
     *
     * @param action what could not be done, as in {@code read}
     * @param place the blob or container
     */
    static IOException of(String action, String place, Credential credential, Throwable failure) {
        String cannot = "Cannot " + action + " " + place + ": ";
        BlobStorageException answer = find(failure, BlobStorageException.class);
        if (answer != null) {
            String code =
                    answer.getErrorCode() == null ? null : answer.getErrorCode().toString();
            // Kept beside, not as the cause: its first words are XML.
            return because(ofAnswer(action, place, credential, answer.getStatusCode(), code), answer);
        }
        if (find(failure, InterruptedException.class) != null) {
            Thread.currentThread().interrupt();
            return because(new InterruptedIOException(cannot + "interrupted"), failure);
        }
        if (find(failure, ClientAuthenticationException.class) != null) {
            return new IOException(
                    cannot + "not a valid credential, " + credential + ": " + said(failure)
                            + ". HINT: set one of azblob.secret.sas-token, azblob.secret.account-key and"
                            + " azblob.secret.connection-string, or log in to Azure in the environment.",
                    failure);
        }
        if (find(failure, TimeoutException.class) != null || find(failure, HttpTimeoutException.class) != null) {
            return new IOException(
                    cannot + "no answer in time. HINT: look at the network, or raise " + AzureBlobOptions.TIMEOUT.key()
                            + ".",
                    failure);
        }
        String fact = find(failure, ConnectException.class) == null
                ? said(failure)
                : "nobody answers at its address (ConnectException, " + said(failure) + ")";
        return new IOException(
                cannot + fact + ". HINT: check the URI or " + AzureBlobOptions.ENDPOINT.key()
                        + ", and that this machine may connect to it.",
                failure);
    }

    /**
     * Tells what an answer means.
     *
     * @param said the service's word for it, where it says one
     */
    static IOException ofAnswer(String action, String place, Credential credential, int status, @Nullable String said) {
        String cannot = "Cannot " + action + " " + place + ": ";
        String code = Objects.requireNonNullElse(said, "no code");
        String fact = " (" + code + ", status " + status + ")";
        if (code.equals("BlobAlreadyExists")) {
            return new FileAlreadyExistsException(place, null, "the blob exists" + fact);
        }
        if (status == 404 && !code.startsWith("Container")) {
            return new FileNotFoundException(cannot + "there is no such blob" + fact);
        }
        boolean refused = status == 401 || status == 403;
        Optional<String> complaint = refused ? credential.complaint(Instant.now()) : Optional.empty();
        if (complaint.isPresent()) {
            return new IOException(cannot + complaint.get() + fact + ". HINT: have a new one made, and set it as "
                    + AzureBlobOptions.SAS_TOKEN.key() + ".");
        }
        for (Meaning meaning : MEANINGS) {
            if (meaning.code().matcher(code + "/" + status).matches()) {
                String with = refused ? ", with " + credential : "";
                return new IOException(cannot + meaning.text() + fact + with + ". HINT: " + meaning.hint() + ".");
            }
        }
        return new IOException(cannot + "the service refuses it" + fact);
    }

    private static <E extends IOException> E because(E failure, Throwable reason) {
        failure.addSuppressed(reason);
        return failure;
    }

    /** Whether the service's answer has this code. */
    static boolean hasCode(Throwable failure, String code) {
        BlobStorageException answer = find(failure, BlobStorageException.class);
        return answer != null
                && answer.getErrorCode() != null
                && answer.getErrorCode().toString().equals(code);
    }

    /** The status of the service's answer, 0 if there was none. */
    static int status(Throwable failure) {
        BlobStorageException answer = find(failure, BlobStorageException.class);
        return answer == null ? 0 : answer.getStatusCode();
    }

    private static String said(Throwable failure) {
        Throwable root = failure;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            root = cause;
        }
        String message = root.getMessage() == null
                ? ""
                : ": " + root.getMessage().lines().findFirst().orElse("");
        return QUERY.matcher(root.getClass().getSimpleName() + message).replaceAll("?...");
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
