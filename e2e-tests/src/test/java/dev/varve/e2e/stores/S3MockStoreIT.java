// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import org.junit.jupiter.api.Tag;

@Tag("soak")
class S3MockStoreIT extends S3StoreContract {
    S3MockStoreIT() {
        super(S3Server.Kind.S3MOCK);
    }
}
