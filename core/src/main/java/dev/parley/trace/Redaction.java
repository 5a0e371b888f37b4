package dev.parley.trace;

import dev.parley.trace.redaction.HiddenNames;
import dev.parley.trace.redaction.SecretScrubber;

/** Replaces secrets, hidden users and masked addresses in the texts of events. */
final class Redaction extends EventRewriter {
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

    /** Adds a secret. */
    void hide(byte[] secret) {
        if (scrubber == null) {
            scrubber = new SecretScrubber();
        }
        scrubber.add(secret);
    }

    /** Adds the name of a user, where the settings hide users. */
    void hideUser(String name) {
        if (!showsUsers) {
            if (names == null) {
                names = new HiddenNames();
            }
            names.add(name);
        }
    }

    /** The text without secrets; users and addresses stay. */
    String withoutSecrets(String text) {
        return scrubber == null ? text : scrubber.hiddenIn(text);
    }

    /** The redacted event. */
    TraceEvent of(TraceEvent event) {
        boolean isOpen = addresses == AddressMask.SHOW && scrubber == null && names == null;
        return isOpen ? event : event.rewritten(this);
    }

    @Override
    protected String text(String text) {
        String redacted = withoutSecrets(text);
        return addresses.in(names == null ? redacted : names.hiddenIn(redacted));
    }
}
