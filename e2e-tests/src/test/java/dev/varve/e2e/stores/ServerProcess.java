// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import dev.varve.e2e.cluster.FlinkMain;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** A server of tests in a JVM of its own, with a class path of its own that the build has laid out. Ends with this JVM at the latest. */
final class ServerProcess {
    private static final int LOWEST_PORT = 15_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final int TRIES = 200;

    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it and returns at once.
     *
     * @param libs the server's directory below {@code e2e-tests/servers}
     * @param arguments the main class first
     */
    static ServerProcess start(Path directory, String libs, List<String> jvmOptions, List<String> arguments)
            throws IOException {
        Path output = directory.resolve("output.txt");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp", libs(libs).resolve("*") + File.pathSeparator + placeMain(directory), FlinkMain.class.getName()));
        command.addAll(arguments);
        Process started = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ServerProcess(started, output);
    }

    private static Path libs(String server) throws IOException {
        Path libs = root().resolve("e2e-tests/servers").resolve(server).resolve("target/libs");
        if (!Files.isDirectory(libs)) {
            throw new IOException("Missing class path of " + server + ": no directory " + libs
                    + ". HINT: mvn -pl e2e-tests/servers/" + server + " process-resources lays it out.");
        }
        return libs;
    }

    /** Next to the server's own classes nothing else of this class path may be seen. */
    private static Path placeMain(Path directory) throws IOException {
        String name = FlinkMain.class.getName().replace('.', '/') + ".class";
        Path main = directory.resolve("main");
        Path place = main.resolve(name);
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        try (InputStream type = FlinkMain.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(type, name), place);
        }
        return main;
    }

    static Path root() {
        return Path.of(System.getProperty("varve.root")).toAbsolutePath();
    }

    /** A new directory below {@code e2e-tests/target/stores}. */
    static Path newDirectory(String name) throws IOException {
        Path all = Files.createDirectories(root().resolve("e2e-tests/target/stores"));
        return Files.createTempDirectory(all, name.toLowerCase(Locale.ROOT) + "-");
    }

    /** A port of 127.0.0.1 that nothing listens on, below those of outgoing connections. */
    static int freePort() throws IOException {
        IOException last = new IOException("no port tried");
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("Cannot find a free port on 127.0.0.1", last);
    }

    /** Or else something other than this process may answer at its port. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("The server has ended with exit code " + process.exitValue() + ": " + printed());
        }
    }

    String printed() throws IOException {
        return Files.readString(output);
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
