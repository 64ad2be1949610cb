// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import dev.varve.job.config.InvalidOptionsException.Problem;
import dev.varve.job.config.OptionValues.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the archive of a job lies: what {@code backup.yaml} and {@code restore.yaml} have in common.
 *
 * @param archive name of the archive in the store
 */
public record ArchivePlace(String archive, ConnectionConfig.Store store) {
    private static final Option<Integer> VERSION =
            Option.required("version", OptionType.integer(1, 1), "Version of this file's grammar: 1.");
    private static final Option<String> ARCHIVE = Option.required("archive", OptionType.name(), "Name of the archive.");
    private static final List<Option<?>> OPTIONS =
            List.of(VERSION, ARCHIVE, ConnectionConfig.Store.URI_OPTION, ConnectionConfig.Store.PROPERTIES_OPTION);

    /**
     * Reads it from the file of a backup or of a restore. The other keys are not looked at, so that variables which they need may be
     * missing.
     *
     * @param environment the value of an environment variable, or null
     * @throws InvalidOptionsException with every mistake at once, also if the file cannot be read
     */
    public static ArchivePlace load(Path file, Function<String, @Nullable String> environment) {
        List<Problem> problems = new ArrayList<>();
        ConfigTree tree = ConfigTree.parse(file.toString(), ConfigTree.textOf(file), problems);
        tree.keep(Set.of("version", "archive", "store"));
        tree.expand(environment);
        OptionValues values = new OptionValues("", tree.root(), OPTIONS, problems);
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
        return new ArchivePlace(
                values.get(ARCHIVE),
                new ConnectionConfig.Store(
                        values.get(ConnectionConfig.Store.URI_OPTION),
                        values.find(ConnectionConfig.Store.PROPERTIES_OPTION).orElse(Map.of())));
    }
}
