// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.MissingObjectException;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.restore.source.HandOver.ReadBlock;
import dev.varve.restore.source.ReaderOptions.OnDamage;
import dev.varve.restore.source.RestoredRun.Skipped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** What becomes of blocks that are damaged. */
final class Damage {
    private final OnDamage choice;

    Damage(OnDamage choice) {
        this.choice = choice;
    }

    /** The elements for a damaged block. */
    List<RestoredRun> elements(WantedBlock block, CorruptArchiveException damage) throws IOException {
        if (choice == OnDamage.FAIL) {
            WantedBlock.Want first = block.wants().get(0);
            throw new DamagedRecordsException(
                    first.split().split().source(), first.step().offsets(), damage);
        }
        String reason = "byte position " + damage.bytePosition() + ": " + damage.finding();
        return block.elements(new Skipped(damage.objectName(), reason));
    }

    /** Fills a slot for blocks that are damaged altogether. */
    void settle(HandOver.Slot slot, List<WantedBlock> blocks, CorruptArchiveException damage) {
        try {
            List<ReadBlock> read = new ArrayList<>();
            for (WantedBlock block : blocks) {
                read.add(new ReadBlock(block.rawLength(), elements(block, damage)));
            }
            slot.complete(read);
        } catch (IOException e) {
            slot.fail(asFailure(e));
        }
    }

    /** Wraps what a restart cannot help. */
    static Throwable asFailure(Throwable cause) {
        boolean permanent = cause instanceof DamagedRecordsException
                || cause instanceof MissingRecordsException
                || cause instanceof ArchiveNotFoundException
                || (cause instanceof ArchiveException && !(cause instanceof MissingObjectException));
        return permanent ? new SuppressRestartsException(cause) : cause;
    }
}
