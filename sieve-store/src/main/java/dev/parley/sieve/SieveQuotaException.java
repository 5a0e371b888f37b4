package dev.parley.sieve;

/** A quota is exceeded (RFC 5804 s1.3, QUOTA); nothing was stored. */
public class SieveQuotaException extends SieveException {
    private final Kind kind;

    /** The exceeded quota. */
    public enum Kind {
        /** Scripts. */
        MAXSCRIPTS,
        /** Octets of this script. */
        MAXSIZE,
        /** Octets of all scripts together: an extension of Dovecot. */
        MAXSTORAGE,
        /** The server does not name it. */
        OTHER
    }

    /** Creates an exception as the store throws it, as {@link SieveException#SieveException}. */
    public SieveQuotaException(String server, Rejection rejection, String advice) {
        super(server, rejection, advice);
        this.kind = kind(rejection.code());
    }

    /** The exceeded quota. */
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
