// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemBehaviorTestSuite;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's own suite for file systems, found by its scheme as any file system is. */
class FileSystemBehaviorIT extends FileSystemBehaviorTestSuite {
    private static String container = "";

    @BeforeAll
    static void configure() throws Exception {
        container = FileSystems.newContainer();
        FileSystem.initialize(Configuration.fromMap(Azurite.shared().properties()), null);
    }

    @AfterAll
    static void reset() {
        FileSystem.initialize(new Configuration(), null);
    }

    @Override
    protected FileSystem getFileSystem() throws Exception {
        return getBasePath().getFileSystem();
    }

    @Override
    protected Path getBasePath() {
        return FileSystems.path(container, "behavior");
    }

    @Override
    protected FileSystemKind getFileSystemKind() {
        return FileSystemKind.OBJECT_STORE;
    }
}
