// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.show;

import dev.varve.format.ArchiveException;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import dev.varve.tools.output.JsonMembers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One object of an archive, as far as it can be read.
 *
 * @param members what was read
 * @param problems what is wrong with it, each a sentence
 * @param unsupported whether a problem is that the object needs a newer release
 */
public record ShownFile(JsonMembers members, List<String> problems, boolean unsupported) {
    private static final int MAGIC_LENGTH = 8;

    public ShownFile {
        problems = List.copyOf(problems);
    }

    /**
     * Reads an object; what it is follows from its content, and from its name where the content is damaged.
     *
     * @throws dev.varve.format.MissingObjectException if there is no such object
     * @throws IOException if it cannot be read at all
     */
    public static ShownFile read(Store store, String name) throws IOException {
        Problems problems = new Problems();
        JsonMembers members = new JsonMembers().put("file", name);
        String magic = magic(store, name, members);
        if (magic.equals("VARVESEG") || name.endsWith(ObjectNames.SEGMENT_SUFFIX)) {
            SegmentMembers.put(members.put("type", "segment"), store, name, problems);
        } else if (magic.equals("VARVEMAN") || name.endsWith(ObjectNames.MANIFEST_SUFFIX)) {
            ManifestMembers.put(members.put("type", "manifest"), store, name, problems);
        } else if (magic.startsWith("{") || name.endsWith(ObjectNames.JSON_SUFFIX)) {
            JsonObjectMembers.put(members, store, name, problems);
        } else {
            members.put("type", null);
            problems.add("Unknown kind of file: neither segment, manifest nor JSON object of an archive");
        }
        members.put("problems", List.copyOf(problems.sentences));
        return new ShownFile(members, problems.sentences, problems.unsupported);
    }

    /** As text; the problems are left out. */
    public List<String> lines() {
        return MembersText.lines(members.asMap()).stream()
                .takeWhile(line -> !line.startsWith("problems: "))
                .toList();
    }

    private static String magic(Store store, String name, JsonMembers members) throws IOException {
        try (StoredObject object = store.open(name)) {
            members.put("length", object.length());
            byte[] start = new byte[(int) Math.min(MAGIC_LENGTH, object.length())];
            object.readFully(0, start, 0, start.length);
            return new String(start, StandardCharsets.ISO_8859_1);
        }
    }

    /** Collects what is wrong. */
    static final class Problems {
        private final List<String> sentences = new ArrayList<>();
        private boolean unsupported;

        void add(String sentence) {
            if (!sentences.contains(sentence)) {
                sentences.add(sentence);
            }
        }

        /** Anything but damage is not for this list, and thrown on. */
        void add(IOException problem) throws IOException {
            if (!(problem instanceof ArchiveException)) {
                throw problem;
            }
            unsupported |= problem instanceof UnsupportedFormatException;
            add(String.valueOf(problem.getMessage()));
        }
    }
}
