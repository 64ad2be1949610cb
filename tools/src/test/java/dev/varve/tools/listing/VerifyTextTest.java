// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.listing;

import static dev.varve.format.catalog.TestArchive.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.catalog.Verifier;
import dev.varve.format.catalog.VerifyOptions;
import dev.varve.format.catalog.VerifyProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyTextTest {

    @Test
    void twoBackupsAtOnceAreToldAsANoteAndNoFinding() throws IOException {
        TestArchive archive = new TestArchive(3).describe(ORDERS);
        Id one = archive.writerId();
        archive.commit(archive.data(ORDERS, 0, 10, 0, 1));
        Id other = archive.pass(Duration.ofMinutes(1)).newWriter().writerId();
        archive.commit(archive.data(ORDERS, 0, 10, 0, 2));
        archive.pass(Duration.ofMinutes(1)).actAs(one).commit(archive.data(ORDERS, 10, 20, 0, 3));
        VerifyText text = new VerifyText(
                Verifier.verify(archive.archive(), new VerifyOptions(VerifyOptions.Depth.FULL, 1), VerifyProgress.NONE),
                true,
                Duration.ofSeconds(1));

        List<String> lines = text.lines(false);

        assertThat(lines).contains("1 note, no finding:").endsWith("", "No findings.");
        assertThat(String.join(" ", lines))
                .contains("interleaved-writers  orders-3")
                .contains(one.hex(), other.hex());
        assertThat(text.json(false).asMap().get("findings")).isEqualTo(List.of());
        assertThat((List<?>) text.json(false).asMap().get("notes")).hasSize(1);
    }
}
