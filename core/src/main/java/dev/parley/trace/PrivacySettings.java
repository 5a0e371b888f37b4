package dev.parley.trace;

import dev.parley.trace.redaction.HiddenNames;
import org.jspecify.annotations.Nullable;

/**
 * What a trace hides in addition to secrets, which it never contains.
 *
 * @param addresses how mail addresses are masked in all texts
 * @param showsUsers whether the names of users who log in are shown
 * @param content how much of a message or script is shown
 */
public record PrivacySettings(AddressMask addresses, boolean showsUsers, HeadSize content) {
    /** Addresses and users are shown, content is not. */
    public static final PrivacySettings NONE = new PrivacySettings(AddressMask.SHOW, true, HeadSize.NONE);

    /** The replacement of a user name; null where names are shown. */
    public @Nullable String userMark() {
        return showsUsers ? null : HiddenNames.MARK;
    }

    /**
     * How much of a content a trace contains.
     *
     * @param octets the maximum
     * @param headersOnly whether it ends at the blank line after the header
     */
    public record HeadSize(int octets, boolean headersOnly) {
        public static final HeadSize NONE = new HeadSize(0, false);

        /** The header, up to 64 KiB. */
        public static final HeadSize HEADERS = new HeadSize(64 * 1024, true);

        /** The whole content, up to 1 MiB. */
        public static final HeadSize FULL = new HeadSize(1024 * 1024, false);
    }
}
