package dev.parley.trace.outcome;

/** A recipient of a message, from its RCPT command to its result. */
final class Recipient {
    private final String address;
    private boolean accepted;
    private RecipientStatus status;

    Recipient(String address) {
        this.address = address;
    }

    /** The recipient of a RCPT command: the text between the angle brackets, which a quoted local part may contain. */
    static Recipient of(String command) {
        int start = command.indexOf('<') + 1;
        boolean quoted = false;
        int end = start;
        while (end < command.length() && (quoted || command.charAt(end) != '>')) {
            char c = command.charAt(end);
            if (c == '"') {
                quoted = !quoted;
            }
            end += quoted && c == '\\' ? 2 : 1;
        }
        return new Recipient(command.substring(start, Math.min(end, command.length())));
    }

    String address() {
        return address;
    }

    /** The local part; the address where it has none. */
    String localPart() {
        int at = address.lastIndexOf('@');
        return at > 0 ? address.substring(0, at) : address;
    }

    /** The reply to RCPT was positive. */
    void accept() {
        accepted = true;
    }

    boolean isAccepted() {
        return accepted;
    }

    /** Null while there is no result. */
    RecipientStatus status() {
        return status;
    }

    /** The first result counts. */
    void conclude(RecipientStatus result) {
        if (status == null) {
            status = result;
        }
    }
}
