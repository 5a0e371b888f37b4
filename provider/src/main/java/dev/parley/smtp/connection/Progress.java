package dev.parley.smtp.connection;

import java.util.OptionalLong;

/** Told now and then how much of a content has left. */
public interface Progress {
    /** @param expected about so many in all, where that is known */
    void sent(long octets, OptionalLong expected);
}
