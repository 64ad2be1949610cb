// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** How each server wants to be started. */
final class S3ServerProcesses {
    private static final String LOGBACK = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} - %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private S3ServerProcesses() {}

    /** @param more lines of its configuration */
    static ServerProcess s3proxy(Path directory, int port, Path objects, List<String> more) throws IOException {
        Path config = directory.resolve("s3proxy.conf");
        // A relative directory of objects breaks the completion of multipart uploads.
        Files.write(
                config,
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + S3Server.ACCESS_KEY,
                        "s3proxy.credential=" + S3Server.SECRET_KEY,
                        "s3proxy.ignore-unknown-headers=true",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + objects.toAbsolutePath()));
        Files.write(config, more, StandardOpenOption.APPEND);
        Path logging = Files.writeString(directory.resolve("logback.xml"), LOGBACK);
        return ServerProcess.start(
                directory,
                "s3proxy",
                List.of("-Xmx256m", "-Dlogback.configurationFile=" + logging),
                List.of("org.gaul.s3proxy.Main", "--properties", config.toString()));
    }

    static ServerProcess s3mock(Path directory, int port, Path objects) throws IOException {
        // It opens a second port whatever one does; a random one meets nobody.
        return ServerProcess.start(
                directory,
                "s3mock",
                List.of("-Xmx256m"),
                List.of(
                        "com.adobe.testing.s3mock.S3MockApplication",
                        "--server.address=127.0.0.1",
                        "--server.ssl.enabled=false",
                        "--server.port=" + port,
                        "--com.adobe.testing.s3mock.httpPort=0",
                        "--com.adobe.testing.s3mock.store.root=" + objects.toAbsolutePath()));
    }
}
