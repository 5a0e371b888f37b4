package dev.parley.smtp.send;

import dev.parley.wire.Text;
import java.net.IDN;

/**
 * A domain that is not ASCII, as A-labels (RFC 5890 s2.3.2.1). The JDK knows IDNA2003 only, in which ß, ς and the
 * joiners are written as something else, which is another domain by now (RFC 5894 s7.2): such a domain stays as it is.
 */
final class AsciiDomain {
    private static final String ANOTHER_DOMAIN = "\u00df\u1e9e\u03c2\u200c\u200d";

    private AsciiDomain() {}

    /** The mailbox, with its domain in ASCII where that is all it needs to be ASCII. */
    static String in(String mailbox) {
        int at = mailbox.lastIndexOf('@');
        String local = mailbox.substring(0, at + 1);
        String domain = mailbox.substring(at + 1);
        if (at < 0
                || Text.isAscii(domain)
                || !Text.isAscii(local)
                || domain.chars().anyMatch(AsciiDomain::meansAnother)) {
            return mailbox;
        }
        try {
            return local + IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            return mailbox;
        }
    }

    private static boolean meansAnother(int c) {
        return ANOTHER_DOMAIN.indexOf(c) >= 0;
    }
}
