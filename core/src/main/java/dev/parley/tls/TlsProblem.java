package dev.parley.tls;

import java.util.ArrayList;
import java.util.List;

/**
 * A reason why TLS with a server cannot be established.
 *
 * @param text for the message of an exception; the explanations of failures are found by its words
 */
record TlsProblem(Cause cause, String text) {
    /** The kinds of reasons, the most important first. */
    enum Cause {
        EXPIRED,
        NOT_YET_VALID,
        EMPTY_TRUST_STORE("ssl.trust"),
        SELF_SIGNED("ssl.trust", "ssl.ca.file"),
        INCOMPLETE_CHAIN("ssl.trust", "ssl.ca.file"),
        UNKNOWN_ROOT("ssl.trust", "ssl.ca.file"),
        WEAK_ALGORITHM,
        WRONG_NAME("ssl.trust", "ssl.checkserveridentity"),
        PIN_MISMATCH,
        OTHER_CERTIFICATE,
        CLEAR_TEXT,
        NO_COMMON_ALGORITHM("ssl.protocols", "ssl.ciphersuites", "ssl.minprotocol"),
        CLIENT_CERTIFICATE("ssl.cert.file"),
        CLOSED,
        OTHER;

        private final List<String> properties;

        Cause(String... properties) {
            this.properties = List.of(properties);
        }

        /** The properties that may have been set for another protocol because of it, without their prefix. */
        List<String> properties() {
            return properties;
        }

        /** Whether the certificate must be replaced, so that its other problems need no fix. */
        boolean isDate() {
            return this == EXPIRED || this == NOT_YET_VALID;
        }

        /** Whether the trust store decides. */
        boolean isTrust() {
            return this == EMPTY_TRUST_STORE || this == SELF_SIGNED || this == INCOMPLETE_CHAIN || this == UNKNOWN_ROOT;
        }
    }

    static boolean includeDate(List<TlsProblem> problems) {
        for (TlsProblem problem : problems) {
            if (problem.cause.isDate()) {
                return true;
            }
        }
        return false;
    }

    /** The texts of problems in a sentence. */
    static String sentence(List<TlsProblem> problems) {
        List<String> texts = new ArrayList<>();
        for (TlsProblem problem : problems) {
            texts.add(problem.text());
        }
        return String.join("; ", texts);
    }
}
