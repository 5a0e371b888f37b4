package dev.parley.trace;

/** Takes out of every text what is not to be shown, before anybody gets the event that has it. */
final class Redaction extends Rewriting {
    private final AddressMask addresses;
    private final boolean showsUsers;
    private final SecretScrubber scrubber = new SecretScrubber();
    private final HiddenNames names = new HiddenNames();

    Redaction(PrivacySettings privacy) {
        this.addresses = privacy.addresses();
        this.showsUsers = privacy.showsUsers();
    }

    /** From now on these octets are nowhere to be seen. */
    void hide(byte[] secret) {
        scrubber.add(secret);
    }

    /** From now on this name of a user is seen only where users are shown. */
    void hideUser(String name) {
        if (!showsUsers) {
            names.add(name);
        }
    }

    /** A text without secrets; whoever sees it may see users and addresses. */
    String withoutSecrets(String text) {
        return scrubber.hiddenIn(text);
    }

    /** The event as anybody may have it. */
    TraceEvent of(TraceEvent event) {
        boolean isOpen = addresses == AddressMask.SHOW && scrubber.areNone() && names.areNone();
        return isOpen ? event : event(event);
    }

    @Override
    String text(String text) {
        return addresses.in(names.hiddenIn(withoutSecrets(text)));
    }
}
