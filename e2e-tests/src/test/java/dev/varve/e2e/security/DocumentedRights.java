// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least rights of a role as docs/security.md has them.
 *
 * @param rights in the order of the commands
 */
record DocumentedRights(List<Right> rights) {
    private static final Pattern COMMAND = Pattern.compile("^kafka-acls .*", Pattern.MULTILINE);
    private static final Pattern RESOURCE = Pattern.compile("--(topic|transactional-id) (\\S+)");
    private static final Pattern OPERATION = Pattern.compile("--operation (\\w+)");
    private static final Pattern ROW =
            Pattern.compile("^\\| (topic|transactional-id) `(\\S+)` \\| `(\\w+)` \\|", Pattern.MULTILINE);

    /**
     * One right.
     *
     * @param resource as kafka-acls names it
     * @param prefix of the names that it holds for
     */
    record Right(String resource, String prefix, String operation) {
        AclBinding of(String user) {
            return new AclBinding(
                    new ResourcePattern(
                            ResourceType.fromString(resource.replace('-', '_').toUpperCase(Locale.ROOT)),
                            prefix,
                            PatternType.PREFIXED),
                    new AccessControlEntry("User:" + user, "*", aclOperation(), AclPermissionType.ALLOW));
        }

        private AclOperation aclOperation() {
            return AclOperation.fromString(
                    operation.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return operation + " on " + resource + " " + prefix;
        }
    }

    /** What the commands of a role's section grant. */
    static DocumentedRights of(String role) throws IOException {
        List<Right> rights = new ArrayList<>();
        Matcher commands = COMMAND.matcher(section(role).replace("\\\n", ""));
        while (commands.find()) {
            String command = commands.group();
            if (!command.contains("--resource-pattern-type prefixed")
                    || !command.contains("--allow-principal User:varve-" + role)) {
                throw new AssertionError("Not a grant by prefix to varve-" + role + ": " + command);
            }
            Matcher resource = RESOURCE.matcher(command);
            if (!resource.find()) {
                throw new AssertionError("No resource in " + command);
            }
            OPERATION
                    .matcher(command)
                    .results()
                    .map(found -> found.group(1))
                    .forEach(operation -> rights.add(new Right(resource.group(1), resource.group(2), operation)));
        }
        return new DocumentedRights(rights);
    }

    /** What the table of a role's section explains. */
    static Set<String> explained(String role) throws IOException {
        Set<String> rows = new TreeSet<>();
        ROW.matcher(section(role))
                .results()
                .map(DocumentedRights::right)
                .map(Right::toString)
                .forEach(rows::add);
        return rows;
    }

    private static Right right(MatchResult row) {
        return new Right(row.group(1), row.group(2), row.group(3));
    }

    private static String section(String role) throws IOException {
        Path root = Path.of(System.getProperty("varve.root", ".."));
        String text = Files.readString(root.resolve("docs/security.md"));
        String heading = "### Rights of a " + role + "\n";
        int start = text.indexOf(heading);
        if (start < 0) {
            throw new AssertionError("docs/security.md has no section '" + heading.strip() + "'");
        }
        int end = text.indexOf("\n##", start + heading.length());
        return text.substring(start, end < 0 ? text.length() : end);
    }

    /** As the brokers keep them. */
    List<AclBinding> of(Mechanism mechanism, String role) {
        return rights.stream().map(right -> right.of(mechanism.user(role))).toList();
    }
}
