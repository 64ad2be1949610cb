// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A setting of a file system on a command line, which every user of the machine can see. */
final class StoreProperty {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern SECRET =
            Pattern.compile("secret|password|token|account\\.key|access[.-]key|\\.sas\\b|private");

    private StoreProperty() {}

    /**
     * The value, from the environment if it is a reference.
     *
     * @throws UsageException if a secret stands there, or the variable is not set; it repeats no value
     */
    static String resolve(String key, String value, Function<String, @Nullable String> environment) {
        Matcher reference = REFERENCE.matcher(value);
        if (reference.matches()) {
            String found = environment.apply(reference.group(1));
            if (found == null || found.isEmpty()) {
                throw new UsageException(
                        "Missing environment variable: " + reference.group(1) + " is unset or empty.",
                        "--store-property " + key + " refers to it");
            }
            return found;
        }
        if (SECRET.matcher(key.toLowerCase(Locale.ROOT)).find()) {
            throw new UsageException(
                    "Invalid --store-property " + key + ": every user of this machine can read a command line.",
                    "put the value into an environment variable and write " + key + "='${NAME}', in single quotes");
        }
        return value;
    }
}
