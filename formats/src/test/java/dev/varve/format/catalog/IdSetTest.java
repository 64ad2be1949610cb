// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdSetTest {

    @Test
    void holdsWhatAPlainSetHolds() {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        System.out.println("IdSetTest: -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        Set<Id> plain = new HashSet<>();
        IdSet ids = new IdSet();

        for (int i = 0; i < 20_000; i++) {
            Id id = someId(random);
            assertThat(ids.contains(id)).as("contains %s", id).isEqualTo(plain.contains(id));
            assertThat(ids.add(id)).as("add %s", id).isEqualTo(plain.add(id));
        }

        assertThat(ids.size()).isEqualTo(plain.size());
        assertThat(plain).allMatch(ids::contains);
    }

    /** Few values, so that ids come again, have a half in common with others, or consist of zeros. */
    private static Id someId(Random random) {
        return new Id(random.nextInt(100), random.nextInt(100));
    }

    @Test
    void zeroIsAnIdLikeOthers() {
        IdSet ids = new IdSet();
        boolean before = ids.contains(Id.ZERO);

        assertThat(ids.add(Id.ZERO)).isTrue();
        assertThat(ids.add(Id.ZERO)).isFalse();

        assertThat(before).isFalse();
        assertThat(ids.contains(Id.ZERO)).isTrue();
        assertThat(ids.size()).isEqualTo(1);
    }

    @Test
    void textsHaveIdsOfTheirOwn() {
        assertThat(IdSet.idOf("data/a")).isEqualTo(IdSet.idOf("data/a")).isNotEqualTo(IdSet.idOf("data/b"));
    }
}
