// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import picocli.CommandLine.IVersionProvider;

/** What {@code varve --version} prints. */
final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = VersionText.class.getPackage().getImplementationVersion();
        return new String[] {"varve " + (version == null ? "(development build)" : version)};
    }
}
