package dev.parley.trace;

/** What is known of the server's certificate after a handshake that succeeded. */
public sealed interface Verification {

    /** The chain leads to a trusted root and the certificate names the host. */
    record Verified() implements Verification {
        @Override
        public String toString() {
            return "ok";
        }
    }

    /** The application decided by itself, with a socket factory or a default SSLContext of its own. */
    record Delegated(String to, boolean identityChecked) implements Verification {
        @Override
        public String toString() {
            return "by " + to + (identityChecked ? ", host name ok" : ", host name not checked");
        }
    }

    /** The chain leads to a trusted root; a property says not to look at the name. */
    record IssuerOnly(String property) implements Verification {
        @Override
        public String toString() {
            return "issuer ok, host name not checked by " + property;
        }
    }

    /** The chain leads to a trusted root; the application's own check accepted the name. */
    record NamedBy(String property) implements Verification {
        @Override
        public String toString() {
            return "issuer ok, host name ok by " + property;
        }
    }

    /** A property says not to look. */
    record Skipped(String property) implements Verification {
        @Override
        public String toString() {
            return "SKIPPED by " + property;
        }
    }

    /** The certificate does not stand the test, and the caller accepted any. */
    record Failed(String why) implements Verification {
        @Override
        public String toString() {
            return "FAILED: " + why;
        }
    }

    /** Whether the server has proven to be the host that was asked for. */
    default boolean identityProven() {
        return this instanceof Verified
                || this instanceof NamedBy
                || this instanceof Delegated d && d.identityChecked();
    }
}
