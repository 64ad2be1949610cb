// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

class S3ProxyStoreIT extends S3StoreContract {
    S3ProxyStoreIT() {
        super(S3Server.Kind.S3PROXY);
    }

    @Override
    protected boolean looksBelowObjects() {
        return false;
    }
}
