// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A listener of a broker that asks more of its clients than the plain one, which stays beside it.
 *
 * @param name as Kafka's properties have it, in capital letters
 * @param protocol such as {@code SASL_SSL}
 * @param properties Kafka server properties for this listener alone, without the prefix that says so
 */
public record ClientListener(String name, String protocol, Map<String, String> properties) {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Set<String> TAKEN = Set.of("PLAINTEXT", "CONTROLLER");

    public ClientListener {
        if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
            throw new IllegalArgumentException("Invalid name of a listener: " + name
                    + ", need capital letters, digits and underscores, and neither of PLAINTEXT and CONTROLLER");
        }
        properties = Map.copyOf(properties);
    }

    /** As the server's configuration has them. */
    Map<String, String> serverProperties() {
        Map<String, String> all = new TreeMap<>();
        properties.forEach(
                (key, value) -> all.put("listener.name." + name.toLowerCase(Locale.ROOT) + "." + key, value));
        return all;
    }

    /** Hides the values of properties. */
    @Override
    public String toString() {
        return "ClientListener[" + name + ", " + protocol + ", " + properties.keySet() + "]";
    }
}
