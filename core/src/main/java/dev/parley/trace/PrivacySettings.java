package dev.parley.trace;

/**
 * What a trace keeps to itself, besides secrets, which no trace shows.
 *
 * @param addresses what is done to mail addresses in every text
 * @param showsUsers whether the names of those who log in are shown
 * @param content how much of a message or script is shown
 */
public record PrivacySettings(AddressMask addresses, boolean showsUsers, HeadSize content) {
    /** Addresses and users are shown, content is not. */
    public static final PrivacySettings NONE = new PrivacySettings(AddressMask.SHOW, true, HeadSize.NONE);

    /** What a trace shows instead of the name of a user; null: it shows the name. */
    public String userMark() {
        return showsUsers ? null : HiddenNames.MARK;
    }
}
