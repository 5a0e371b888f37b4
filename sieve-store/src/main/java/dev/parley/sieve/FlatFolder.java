package dev.parley.sieve;

import jakarta.mail.Folder;

/** What every folder of the store answers alike: there is no hierarchy, and nothing comes in by itself. */
abstract class FlatFolder extends Folder {
    FlatFolder(SieveStore store) {
        super(store);
    }

    /** There is no hierarchy: names may hold any character. */
    @Override
    public char getSeparator() {
        return '\0';
    }

    @Override
    public String getFullName() {
        return getName();
    }

    @Override
    public boolean hasNewMessages() {
        return false;
    }
}
