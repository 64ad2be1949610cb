// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

/** The kinds of findings. Their ids are for scripts, and never change. */
public enum FindingKind {
    /** Offsets that nothing explains: records were lost. */
    HOLE("hole"),
    /** An object that a manifest names is not there. */
    MISSING_SEGMENT("missing-segment"),
    /** A segment is damaged, or is not what a manifest says. */
    DAMAGED_SEGMENT("damaged-segment"),
    /** A block of a segment is damaged; the segment's other blocks can be read. */
    DAMAGED_BLOCK("damaged-block"),
    /** A manifest is damaged. What it named is found by listing, if it is there. */
    DAMAGED_MANIFEST("damaged-manifest"),
    /** A topic description is damaged. */
    DAMAGED_TOPIC_DESCRIPTION("damaged-topic-description"),
    /** The footer or length of a segment differs from the copy in a manifest. */
    MANIFEST_DIFFERS("manifest-differs"),
    /** Two runs hold different records at one offset, leader epoch and generation. */
    CONTENT_DIFFERS("content-differs"),
    /** An object belongs to another archive. */
    FOREIGN_OBJECT("foreign-object"),
    /** An object needs a newer reader. */
    UNSUPPORTED_OBJECT("unsupported-object"),
    /** An object could not be read: the store failed. */
    UNREADABLE_OBJECT("unreadable-object"),
    /** A segment that no manifest names although its commit's manifest should exist. It is read like any other. */
    SEGMENT_WITHOUT_MANIFEST("segment-without-manifest"),
    /** Two writers covered the same offsets at the same time: two backup jobs write to the archive. A note, no finding. */
    INTERLEAVED_WRITERS("interleaved-writers"),
    /** A topic id has no description. */
    MISSING_TOPIC_DESCRIPTION("missing-topic-description");

    private final String id;

    FindingKind(String id) {
        this.id = id;
    }

    /** The kind's stable name in reports. */
    public String id() {
        return id;
    }
}
