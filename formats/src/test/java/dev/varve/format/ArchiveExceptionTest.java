// SPDX-License-Identifier: Apache-2.0
package dev.varve.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ArchiveExceptionTest {

    @Test
    void corruptNamesObjectPositionAndFinding() {
        IOException cause = new IOException("cause");
        CorruptArchiveException e = new CorruptArchiveException("a.vsg", 132, "magic expected VBLK, found 0x00", cause);

        assertThat(e)
                .hasMessage("Corrupt object a.vsg at byte position 132: magic expected VBLK, found 0x00")
                .hasCause(cause);
        assertThat(e.objectName()).isEqualTo("a.vsg");
        assertThat(e.bytePosition()).isEqualTo(132);
        assertThat(e.finding()).isEqualTo("magic expected VBLK, found 0x00");
    }

    @Test
    void unsupportedNamesVersionAndHint() {
        UnsupportedFormatException e = new UnsupportedFormatException("a.vsg", 8, "footer has format version 2.0");

        assertThat(e)
                .hasMessage("Unsupported format of object a.vsg at byte position 8: footer has format version 2.0"
                        + ". HINT: use a newer release of Varve");
        assertThat(e.bytePosition()).isEqualTo(8);
        assertThat(e.finding()).isEqualTo("footer has format version 2.0");
    }

    @Test
    void missingAndExistingNameTheLocation() {
        MissingObjectException missing = new MissingObjectException("a.vsg", "/archives/prod");
        ObjectExistsException exists = new ObjectExistsException("a.vsg", "/archives/prod");

        assertThat(missing).hasMessage("Missing object a.vsg in /archives/prod");
        assertThat(missing.location()).isEqualTo("/archives/prod");
        assertThat(exists).hasMessage("Cannot create object a.vsg in /archives/prod: it exists with other content");
        assertThat(exists.location()).isEqualTo("/archives/prod");
    }

    @Test
    void mismatchNamesBothSides() {
        ArchiveMismatchException e = new ArchiveMismatchException(
                "archive prod", "source cluster id", "abc", "xyz", "choose another archive name");

        assertThat(e)
                .hasMessage("Cannot use archive prod: source cluster id expected abc, found xyz"
                        + ". HINT: choose another archive name");
        assertThat(e.expected()).isEqualTo("abc");
        assertThat(e.found()).isEqualTo("xyz");
    }
}
