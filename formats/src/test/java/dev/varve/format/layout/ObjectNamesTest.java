// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectNamesTest {
    private static final Id TOPIC_ID = Id.fromHex("6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60");
    private static final LocalDate DATE = LocalDate.of(2026, 2, 1);
    private static final Instant TIME = Instant.parse("2026-02-01T03:04:05.006Z");

    @Test
    void followsTheGrammar() {
        assertThat(ObjectNames.identity(TOPIC_ID)).isEqualTo("identity/6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60.json");
        assertThat(ObjectNames.topicDescription("orders", TOPIC_ID, TIME, 0x00c0ffee))
                .isEqualTo("topics/orders/6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60/20260201T030405006Z-00c0ffee.json");
        assertThat(ObjectNames.change(TIME, -1)).isEqualTo("changes/20260201T030405006Z-ffffffff.json");
        assertThat(ObjectNames.segment(ObjectNames.ownFolder("orders", TOPIC_ID, DATE), "segment-6d3c-0"))
                .isEqualTo("data/orders/6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60/2026-02-01/segment-6d3c-0.vsg");
        assertThat(ObjectNames.segment(ObjectNames.mixedFolder(DATE), "a")).isEqualTo("mixed/2026-02-01/a.vsg");
        assertThat(ObjectNames.manifest(DATE, TOPIC_ID))
                .isEqualTo("manifests/2026-02-01/6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60.vmf");
    }

    @Test
    void namesDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("ar-EG", "fa-IR", "th-TH-u-ca-buddhist-nu-thai", "tr-TR")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                followsTheGrammar();
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void datesAreUtc() {
        assertThat(ObjectNames.date(Instant.parse("2026-02-01T23:59:59.999Z"))).isEqualTo(DATE);
        assertThat(ObjectNames.date(Instant.parse("2026-02-02T00:00:00Z"))).isEqualTo(DATE.plusDays(1));
    }

    @Test
    void escapesWhatStoresHide() {
        Map<String, String> folders = Map.of(
                "orders", "orders",
                "a.", "a=2E",
                ".a", "=2Ea",
                "_a", "=5Fa",
                "_", "=5F",
                "..", "=2E=2E",
                ".a_b.c.", "=2Ea_b.c=2E",
                "a_", "a_",
                "__consumer_offsets", "=5F_consumer_offsets",
                "A-1", "A-1");
        folders.forEach((topic, folder) -> {
            assertThat(ObjectNames.topicFolder(topic)).isEqualTo(folder);
            assertThat(ObjectNames.topicOfFolder(folder)).contains(topic);
        });
    }

    @Test
    void escapeIsUnambiguous() {
        String characters = "ab._-";
        Set<String> folders = new HashSet<>();
        int topics = 0;
        for (int length = 1; length <= 4; length++) {
            for (int i = 0; i < Math.pow(characters.length(), length); i++) {
                StringBuilder topic = new StringBuilder();
                for (int rest = i, left = length; left > 0; left--, rest /= characters.length()) {
                    topic.append(characters.charAt(rest % characters.length()));
                }
                String folder = ObjectNames.topicFolder(topic.toString());
                topics++;
                assertThat(folders.add(folder)).isTrue();
                assertThat(folder).doesNotStartWith(".").doesNotStartWith("_").doesNotEndWith(".");
                assertThat(ObjectNames.topicOfFolder(folder)).contains(topic.toString());
            }
        }
        assertThat(folders).hasSize(topics);
        assertThat(ObjectNames.topicFolder("." + "x".repeat(247) + ".")).hasSize(253);
    }

    @Test
    void refusesWhatKafkaRefuses() {
        for (String topic : List.of("", "a b", "a/b", "a=2E", "ä", "x".repeat(250))) {
            assertThatThrownBy(() -> ObjectNames.topicFolder(topic))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid topic name");
        }
        for (String folder : List.of("", "=2E=", ".a", "a=2Eb", "=5f")) {
            assertThat(ObjectNames.topicOfFolder(folder)).as(folder).isEmpty();
        }
    }

    @Test
    void refusesOtherFileNames() {
        for (String file : List.of("", "a.b", "a/b", "_a", "x".repeat(201))) {
            assertThatThrownBy(() -> ObjectNames.segment("mixed/2026-02-01", file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid segment file name");
        }
    }

    @Test
    void knowsSegmentsAndManifestsByPlaceAndEnding() {
        assertThat(ObjectNames.isSegment("data/orders/x/2026-02-01/a.vsg")).isTrue();
        assertThat(ObjectNames.isSegment("mixed/a.vsg")).isTrue();
        assertThat(ObjectNames.isSegment("mixed/2026-02-01/.a.vsg")).isFalse();
        assertThat(ObjectNames.isSegment("mixed/2026-02-01/_a.vsg")).isFalse();
        assertThat(ObjectNames.isSegment("mixed/2026-02-01/a.vsg.inprogress")).isFalse();
        assertThat(ObjectNames.isSegment("manifests/a.vsg")).isFalse();
        assertThat(ObjectNames.isManifest("manifests/2026-02-01/a.vmf")).isTrue();
        assertThat(ObjectNames.isManifest("manifests/2026-02-01/.a.vmf")).isFalse();
        assertThat(ObjectNames.isManifest("data/a.vmf")).isFalse();
        assertThat(ObjectNames.isIdentity(ObjectNames.identity(TOPIC_ID))).isTrue();
        assertThat(ObjectNames.isIdentity("identity/x.json")).isFalse();
    }

    @Test
    void readsDatesOfNames() {
        assertThat(ObjectNames.dateOf("mixed/2026-02-01/a.vsg")).contains(DATE);
        assertThat(ObjectNames.dateOf("2026-02-01/a.vsg")).contains(DATE);
        assertThat(ObjectNames.dateOf("mixed/2026-02-30/a.vsg")).isEmpty();
        assertThat(ObjectNames.dateOf("mixed/a.vsg")).isEmpty();
        assertThat(ObjectNames.dateOf("a.vsg")).isEmpty();
        assertThat(ObjectNames.parseDate("2026-2-1")).isEmpty();
    }

    @Test
    void knowsArchiveNames() {
        assertThat(List.of("shop", "Shop-1.eu_west", "0")).allMatch(ObjectNames::isArchiveName);
        assertThat(List.of("", ".shop", "_shop", "a/b", "a b", "x".repeat(201))).noneMatch(ObjectNames::isArchiveName);
    }
}
