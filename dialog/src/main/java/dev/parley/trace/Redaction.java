package dev.parley.trace;

/** Takes out of every text what is not to be shown, before anybody gets the event that has it. */
final class Redaction extends Rewriting {
    private final AddressMask addresses;
    private final Echoes echoes = new Echoes();

    Redaction(Discretion discretion) {
        this.addresses = discretion.addresses();
    }

    /** From now on these octets are nowhere to be seen. */
    void hide(byte[] secret) {
        echoes.add(secret);
    }

    /** A text without secrets; whoever sees it may see addresses. */
    String withoutSecrets(String text) {
        return echoes.hiddenIn(text);
    }

    /** The event as anybody may have it. */
    TraceEvent of(TraceEvent event) {
        return addresses == AddressMask.SHOW && echoes.areNone() ? event : event(event);
    }

    @Override
    String text(String text) {
        return addresses.in(withoutSecrets(text));
    }
}
