package dev.parley.smtp.send;

import dev.parley.wire.Text;
import java.net.IDN;

/**
 * Converts a domain to A-labels (RFC 5890 s2.3.2.1). The JDK implements IDNA2003 only, which maps ß, ς and the joiners to
 * other characters, and so to another domain (RFC 5894 s7.2): a domain with one of them is not converted.
 */
public final class AsciiDomain {
    private static final String MAPPED = "\u00df\u1e9e\u03c2\u200c\u200d";

    private AsciiDomain() {}

    /** The mailbox with its domain in ASCII, where the whole mailbox is ASCII then. */
    public static String in(String mailbox) {
        int at = mailbox.lastIndexOf('@');
        String local = mailbox.substring(0, at + 1);
        String domain = mailbox.substring(at + 1);
        if (at < 0 || Text.isAscii(domain) || !Text.isAscii(local) || hasMapped(domain)) {
            return mailbox;
        }
        try {
            return local + IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            return mailbox;
        }
    }

    private static boolean hasMapped(String domain) {
        for (int i = 0; i < domain.length(); i++) {
            if (MAPPED.indexOf(domain.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
