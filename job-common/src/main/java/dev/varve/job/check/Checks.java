// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.job.ExitCode;
import dev.varve.job.check.CheckLine.Status;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tries one thing after the other and keeps what came out. Goes on after a failure; nothing is thrown. For one thread. */
public final class Checks {
    private final List<CheckLine> lines = new ArrayList<>();

    /** Tries something. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws Exception;
    }

    /**
     * Tries something that others need.
     *
     * @param found what to say of what came out
     * @return what came out; empty if it failed
     */
    public <T> Optional<T> need(String name, Attempt<T> attempt, Function<T, String> found) {
        try {
            T result = attempt.run();
            lines.add(CheckLine.ok(name, found.apply(result)));
            return Optional.of(result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(name, Status.FAILED, e);
        } catch (Exception e) {
            failed(name, Status.FAILED, e);
        }
        return Optional.empty();
    }

    /** Tries something; returns whether it worked. */
    public boolean that(String name, Attempt<String> attempt) {
        return need(name, attempt, text -> text).isPresent();
    }

    /** Tries something that the job does without if it must. */
    public void helpful(String name, Attempt<String> attempt) {
        try {
            lines.add(CheckLine.ok(name, attempt.run()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(name, Status.WARNING, e);
        } catch (Exception e) {
            failed(name, Status.WARNING, e);
        }
    }

    /** Says that something was not tried. */
    public void skip(String name, String because) {
        lines.add(CheckLine.skipped(name, because));
    }

    /** Adds what somebody else has found wrong. */
    public void problem(String name, String message, String hint, ExitCode code) {
        lines.add(CheckLine.told(name, Status.FAILED, message + " HINT: " + hint, code));
    }

    /** Prints all, and tells how a job would end that is started now: as the first failure says. */
    public ExitCode print(boolean json, PrintStream out) {
        if (json) {
            out.println(json());
        } else {
            lines.forEach(line -> out.println(line.text()));
        }
        out.flush();
        return exitCode();
    }

    List<CheckLine> lines() {
        return List.copyOf(lines);
    }

    private ExitCode exitCode() {
        return lines.stream()
                .filter(line -> line.status() == Status.FAILED)
                .map(CheckLine::code)
                .findFirst()
                .orElse(ExitCode.DONE);
    }

    private String json() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("ok", exitCode() == ExitCode.DONE);
        members.put("exitCode", exitCode().code());
        members.put("checks", lines.stream().map(CheckLine::members).toList());
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void failed(String name, Status status, Exception failure) {
        lines.add(CheckLine.told(
                name, status, text(failure), status == Status.WARNING ? ExitCode.DONE : ExitCode.of(failure)));
    }

    private static String text(Exception failure) {
        if (failure instanceof FileSystemException local) {
            return "Cannot use " + local.getFile() + ": "
                    + (local.getReason() == null ? local.getClass().getSimpleName() : local.getReason())
                    + ". HINT: check that the directory is there, that this user may write to it, and that there is space.";
        }
        String described = ExitCode.describe(failure);
        return described.startsWith("Error: ") ? described.substring("Error: ".length()) : described;
    }
}
