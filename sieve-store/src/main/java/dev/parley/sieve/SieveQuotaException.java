package dev.parley.sieve;

/** There is no room (RFC 5804 s1.3, QUOTA); nothing was stored. */
public class SieveQuotaException extends SieveException {
    private final Kind kind;

    /** Of what there would be too much. */
    public enum Kind {
        /** Scripts. */
        MAXSCRIPTS,
        /** Octets of this script. */
        MAXSIZE,
        /** Octets of all scripts together; not in the RFC, but Dovecot says it. */
        MAXSTORAGE,
        /** The server does not say. */
        OTHER
    }

    /** Creates an exception as the store throws it, as {@link SieveException#SieveException}. */
    public SieveQuotaException(String command, ResponseCode code, String text) {
        super(command, code, text);
        this.kind = kind(getCode());
    }

    /** Of what there would be too much. */
    public Kind getKind() {
        return kind;
    }

    private static Kind kind(ResponseCode code) {
        for (Kind kind : Kind.values()) {
            if (code.details().contains(kind.name())) {
                return kind;
            }
        }
        return Kind.OTHER;
    }
}
