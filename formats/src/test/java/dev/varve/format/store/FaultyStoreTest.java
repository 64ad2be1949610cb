// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.store.FaultyStore.Operation;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FaultyStoreTest {

    @Nested
    class WithoutFaults extends StoreContract {
        @Override
        protected Store newStore() {
            return new FaultyStore(new MemoryStore());
        }
    }

    @Test
    void failsAtTheChosenCall() throws IOException {
        FaultyStore store = new FaultyStore(new MemoryStore()).failAt(Operation.CREATE, 2);
        store.under("a").create("1", new byte[] {1});

        assertThatThrownBy(() -> store.create("a/2", new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessage("injected failure of CREATE call 2");
        store.create("a/2", new byte[] {1});
        assertThat(store.calls(Operation.CREATE)).isEqualTo(3);
    }

    @Test
    void truncatesCreatedObject() throws IOException {
        FaultyStore store = new FaultyStore(new MemoryStore()).truncateAt(Operation.CREATE, 1, 2);

        assertThatThrownBy(() -> store.create("a", new byte[] {1, 2, 3}))
                .isInstanceOf(IOException.class)
                .hasMessage("injected truncation to 2 bytes");
        assertThat(store.readSmall("a", 10)).containsExactly(1, 2);
    }

    @Test
    void truncatesOpenedObjectAndRead() throws IOException {
        FaultyStore store = new FaultyStore(new MemoryStore())
                .truncateAt(Operation.OPEN, 1, 2)
                .truncateAt(Operation.READ, 2, 1);
        store.create("a", new byte[] {1, 2, 3});

        assertThat(store.readSmall("a", 10)).containsExactly(1, 2);
        assertThatThrownBy(() -> store.readSmall("a", 10))
                .isInstanceOf(EOFException.class)
                .hasMessage("injected truncation");
        assertThat(store.readSmall("a", 10)).containsExactly(1, 2, 3);
    }
}
