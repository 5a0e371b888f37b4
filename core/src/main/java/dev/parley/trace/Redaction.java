package dev.parley.trace;

/** Takes out of every text what is not to be shown, before anybody gets the event that has it. */
final class Redaction extends Rewriting {
    private final AddressMask addresses;
    private final boolean showsUsers;
    private final Echoes echoes = new Echoes();
    private final HiddenNames names = new HiddenNames();

    Redaction(Discretion discretion) {
        this.addresses = discretion.addresses();
        this.showsUsers = discretion.showsUsers();
    }

    /** From now on these octets are nowhere to be seen. */
    void hide(byte[] secret) {
        echoes.add(secret);
    }

    /** From now on this name of a user is seen only where users are shown. */
    void hideUser(String name) {
        if (!showsUsers) {
            names.add(name);
        }
    }

    /** A text without secrets; whoever sees it may see users and addresses. */
    String withoutSecrets(String text) {
        return echoes.hiddenIn(text);
    }

    /** The event as anybody may have it. */
    TraceEvent of(TraceEvent event) {
        boolean isOpen = addresses == AddressMask.SHOW && echoes.areNone() && names.areNone();
        return isOpen ? event : event(event);
    }

    @Override
    String text(String text) {
        return addresses.in(names.hiddenIn(withoutSecrets(text)));
    }
}
