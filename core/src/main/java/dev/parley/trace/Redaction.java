package dev.parley.trace;

/** Takes out of every text what is not to be shown, before anybody gets the event that has it. */
final class Redaction extends Rewriting {
    private final AddressMask addresses;
    private final boolean showsUsers;

    /** Null: there is no secret. */
    private SecretScrubber scrubber;

    /** Null: no name is hidden. */
    private HiddenNames names;

    Redaction(PrivacySettings privacy) {
        this.addresses = privacy.addresses();
        this.showsUsers = privacy.showsUsers();
    }

    /** From now on these octets are nowhere to be seen. */
    void hide(byte[] secret) {
        if (scrubber == null) {
            scrubber = new SecretScrubber();
        }
        scrubber.add(secret);
    }

    /** From now on this name of a user is seen only where users are shown. */
    void hideUser(String name) {
        if (!showsUsers) {
            if (names == null) {
                names = new HiddenNames();
            }
            names.add(name);
        }
    }

    /** A text without secrets; whoever sees it may see users and addresses. */
    String withoutSecrets(String text) {
        return scrubber == null ? text : scrubber.hiddenIn(text);
    }

    /** The event as anybody may have it. */
    TraceEvent of(TraceEvent event) {
        boolean isOpen = addresses == AddressMask.SHOW && scrubber == null && names == null;
        return isOpen ? event : event(event);
    }

    @Override
    String text(String text) {
        String redacted = withoutSecrets(text);
        return addresses.in(names == null ? redacted : names.hiddenIn(redacted));
    }
}
