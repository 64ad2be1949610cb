// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import dev.varve.format.CorruptArchiveException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * A location for objects: a directory, or a bucket with a prefix.
 *
 * <p>Names are relative to the store; their parts are separated by {@code /}, none is empty, {@code .} or {@code ..}. Nothing is
 * ever overwritten. Safe for use by several threads. Every implementation passes {@code StoreContract}.
 */
public interface Store extends Closeable {

    /** Where this store is, for messages: a URI or path, without secrets. */
    String location();

    /**
     * A view of the objects below {@code prefix}, with names relative to it. It shares the driver of this store; closing the view
     * does nothing.
     *
     * @param prefix name of a folder, without a {@code /} at its ends; it need not exist
     */
    Store under(String prefix);

    /**
     * Creates an object. When this returns, the object is durable and visible to readers as a whole.
     *
     * <p>An object of that name with the same bytes is success, so that a repeated call does no harm.
     *
     * @param content not changed, and not kept
     * @throws dev.varve.format.ObjectExistsException if an object of that name holds other bytes
     * @throws IOException if the object cannot be written
     */
    void create(String name, byte[] content) throws IOException;

    /**
     * Makes sure that objects which something else put into this store keep their names when the machine loses power. Object stores
     * have nothing to do; on a disk a name is in its folder, which may not have been written yet.
     *
     * @param names of objects that exist
     * @throws IOException if the store cannot promise it
     */
    default void persistNames(Collection<String> names) throws IOException {
        // names are as durable as their objects
    }

    /**
     * Opens an object for reading; the caller closes it.
     *
     * @throws dev.varve.format.MissingObjectException if there is no such object
     * @throws IOException if it cannot be opened
     */
    StoredObject open(String name) throws IOException;

    /**
     * Visits every object below a folder, at any depth, in no particular order. A folder that does not exist has no objects. Objects
     * that come or go during the call may be visited or not.
     *
     * @param folder name without a {@code /} at its ends; empty for the whole store
     * @throws IOException if the folder cannot be listed, or from the visitor
     */
    void list(String folder, ObjectVisitor visitor) throws IOException;

    /**
     * The names (last part only) of the folders directly below a folder, sorted. A folder that does not exist has none. Whether a
     * folder without objects is included depends on the store.
     *
     * @param folder name without a {@code /} at its ends; empty for the store itself
     * @throws IOException if the folder cannot be listed
     */
    List<String> folders(String folder) throws IOException;

    /**
     * Reads a whole object that is expected to be small.
     *
     * @param limit the longest object to accept, in bytes
     * @throws dev.varve.format.MissingObjectException if there is no such object
     * @throws CorruptArchiveException if the object is longer than {@code limit}
     * @throws IOException if it cannot be read
     */
    default byte[] readSmall(String name, int limit) throws IOException {
        try (StoredObject object = open(name)) {
            if (object.length() > limit) {
                throw new CorruptArchiveException(
                        name, 0, "object is too long: expected at most " + limit + " bytes, found " + object.length());
            }
            byte[] content = new byte[Math.toIntExact(object.length())];
            object.readFully(0, content, 0, content.length);
            return content;
        }
    }

    /**
     * Returns a name that a store can hold, for implementations to call first.
     *
     * @throws IllegalArgumentException if a part is empty, {@code .} or {@code ..}, or a character is a control character or
     *     a backslash
     */
    static String requireName(String name) {
        boolean valid = name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\');
        for (String part : name.split("/", -1)) {
            valid &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
        }
        if (!valid) {
            throw new IllegalArgumentException("Invalid object name: need parts between single '/', none of them '.' or"
                    + " '..', found: " + name);
        }
        return name;
    }

    /** Releases the driver. Objects opened before must not be used after. */
    @Override
    void close() throws IOException;
}
