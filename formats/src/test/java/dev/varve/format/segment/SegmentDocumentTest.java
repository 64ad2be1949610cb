// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.block.RunHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** FORMAT.md and the code name the same magics and sizes of segments. */
class SegmentDocumentTest {

    @Test
    void magicsAndSizesAreTheSame() throws Exception {
        String document = Files.readString(Path.of("FORMAT.md"));

        assertThat(document)
                .contains("Header, " + SegmentHeader.LENGTH + " bytes:")
                .contains("magic `" + SegmentHeader.MAGIC + "`")
                .contains("| " + SegmentHeader.IDENTITY_POSITION + " | " + SegmentIdentity.LENGTH + " bytes | segment")
                .contains("magic `" + FooterBuilder.MAGIC + "`")
                .contains("| " + FooterBuilder.FIXED_LENGTH + " | topics |")
                .contains("Block entry, " + FooterBuilder.BLOCK_ENTRY_LENGTH + " bytes:")
                .contains("Run entry, " + FooterBuilder.RUN_ENTRY_LENGTH + " bytes:")
                .contains("Trailer, " + SegmentTrailer.LENGTH + " bytes")
                .contains("magic `" + SegmentTrailer.MAGIC + "`");
        assertThat(FooterBuilder.RUN_ENTRY_LENGTH).isEqualTo(4 * Integer.BYTES + RunHeader.LENGTH);
    }
}
