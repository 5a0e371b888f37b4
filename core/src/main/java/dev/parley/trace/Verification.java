package dev.parley.trace;

import java.io.IOException;

/** The result of checking the server's certificate. */
public sealed interface Verification {
    /** Whether the server has proven that it is the requested host. */
    boolean identityProven();

    /** Writes the fields of schema v1. */
    void writeTo(EventFields fields) throws IOException;

    /** The same with the texts that the rewriter returns. */
    Verification rewritten(EventRewriter rewriter);

    private static void write(EventFields fields, String result, String by) throws IOException {
        fields.text("verify", result);
        fields.text("by", by);
    }

    /** The chain leads to a trusted root and the certificate names the host. */
    record Verified() implements Verification {
        @Override
        public boolean identityProven() {
            return true;
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.text("verify", "ok");
        }

        @Override
        public Verification rewritten(EventRewriter rewriter) {
            return this;
        }

        @Override
        public String toString() {
            return "ok";
        }
    }

    /** The application decided by itself, with a socket factory or a default SSLContext of its own. */
    record Delegated(String to, boolean identityChecked) implements Verification {
        @Override
        public boolean identityProven() {
            return identityChecked;
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            write(fields, "delegated", to);
        }

        @Override
        public Verification rewritten(EventRewriter rewriter) {
            return new Delegated(rewriter.text(to), identityChecked);
        }

        @Override
        public String toString() {
            return "by " + to + (identityChecked ? ", host name ok" : ", host name not checked");
        }
    }

    /** The chain leads to a trusted root; a property disables the check of the name. */
    record IssuerOnly(String property) implements Verification {
        @Override
        public boolean identityProven() {
            return false;
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            write(fields, "issuer", property);
        }

        @Override
        public Verification rewritten(EventRewriter rewriter) {
            return new IssuerOnly(rewriter.text(property));
        }

        @Override
        public String toString() {
            return "issuer ok, host name not checked by " + property;
        }
    }

    /** The chain leads to a trusted root; the application's own check accepted the name. */
    record NamedBy(String property) implements Verification {
        @Override
        public boolean identityProven() {
            return true;
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            write(fields, "named", property);
        }

        @Override
        public Verification rewritten(EventRewriter rewriter) {
            return new NamedBy(rewriter.text(property));
        }

        @Override
        public String toString() {
            return "issuer ok, host name ok by " + property;
        }
    }

    /**
     * A property disables the check.
     *
     * @param because the property with its value
     */
    record Skipped(String because) implements Verification {
        @Override
        public boolean identityProven() {
            return false;
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            write(fields, "skipped", because);
        }

        @Override
        public Verification rewritten(EventRewriter rewriter) {
            return new Skipped(rewriter.text(because));
        }

        @Override
        public String toString() {
            return "SKIPPED by " + because;
        }
    }

    /** The check failed: the handshake failed, or the caller accepts any certificate. */
    record Failed(String why) implements Verification {
        @Override
        public boolean identityProven() {
            return false;
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.text("verify", "failed");
            fields.text("why", why);
        }

        @Override
        public Verification rewritten(EventRewriter rewriter) {
            return new Failed(rewriter.text(why));
        }

        @Override
        public String toString() {
            return "FAILED: " + why;
        }
    }
}
