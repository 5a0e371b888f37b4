package dev.parley.sieve;

import jakarta.mail.Folder;
import jakarta.mail.Store;

/** A folder without a hierarchy, in which no message arrives. */
abstract class FlatFolder extends Folder {
    FlatFolder(Store store) {
        super(store);
    }

    /** There is no hierarchy: names may hold any character. */
    @Override
    public char getSeparator() {
        return '\0';
    }

    /** The connection ended while the folder was open. */
    void onDisconnected(LiveConnection.CloseReason why) {}

    @Override
    public String getFullName() {
        return getName();
    }

    @Override
    public boolean hasNewMessages() {
        return false;
    }
}
