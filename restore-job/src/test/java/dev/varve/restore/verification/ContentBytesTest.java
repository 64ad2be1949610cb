// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.record.ContentDigest;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContentBytesTest {
    @Test
    void everyNumberComesBack() {
        TreeMap<Integer, PartitionContent> contents = new TreeMap<>();
        contents.put(3, new PartitionContent(new ContentDigest(1, 2, -3), 4, 5, 6, 7));
        contents.put(9, PartitionContent.NOTHING);

        assertThat(ContentBytes.decode(ContentBytes.encode(contents))).isEqualTo(contents);
    }

    @Test
    void tenThousandPartitionsFitIntoAMessageOfFlink() {
        TreeMap<Integer, PartitionContent> contents = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            contents.put(i, PartitionContent.NOTHING);
        }

        assertThat(ContentBytes.encode(contents)).hasSizeLessThan(1 << 20);
    }
}
