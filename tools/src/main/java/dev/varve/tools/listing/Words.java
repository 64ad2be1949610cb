// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.listing;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.GapCause;
import java.util.Locale;

/** Values of the format as people and scripts read them. */
public final class Words {
    private Words() {}

    /** As in FORMAT.md: {@code before-first-backup}. */
    public static String of(GapCause cause) {
        return ofName(cause);
    }

    /** {@code [10, 20)} */
    public static String of(OffsetRange range) {
        return "[" + range.start() + ", " + range.end() + ")";
    }

    /** The constant's name in lower case with hyphens, as in FORMAT.md. */
    public static String ofName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
