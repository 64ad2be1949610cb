// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store newStore() {
        return new MemoryStore();
    }
}
