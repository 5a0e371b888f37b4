package dev.parley.cli.send;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.Locale;
import java.util.Set;

/** A header field with its value encoded in ASCII. */
record HeaderField(String name, String value) {
    private static final Set<String> WITH_ADDRESSES = Set.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "resent-from",
            "resent-sender",
            "resent-to",
            "resent-cc",
            "resent-bcc");

    /** @throws IllegalArgumentException when the text is not a header field */
    static HeaderField of(String typed) {
        int colon = typed.indexOf(':');
        if (colon < 1
                || !typed.substring(0, colon).chars().allMatch(c -> c > ' ' && c < 0x7f)
                || typed.chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException(
                    "--header \"" + typed + "\" is not a header field: use one line 'NAME: VALUE'");
        }
        String name = typed.substring(0, colon);
        return new HeaderField(name, encoded(name, typed.substring(colon + 1).strip()));
    }

    /** Encodes the display name of an address in ASCII (RFC 2047). */
    static InternetAddress encoded(InternetAddress address) {
        try {
            address.setPersonal(address.getPersonal(), "UTF-8");
            return address;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String name, String value) {
        if (value.chars().allMatch(c -> c < 0x80)) {
            return value;
        }
        try {
            if (!WITH_ADDRESSES.contains(name.toLowerCase(Locale.ROOT))) {
                return MimeUtility.encodeText(value, "UTF-8", null);
            }
            InternetAddress[] addresses = InternetAddress.parse(value, true);
            for (InternetAddress address : addresses) {
                encoded(address);
            }
            return InternetAddress.toString(addresses);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        } catch (MessagingException e) {
            throw new IllegalArgumentException(
                    "--header \"" + name + ": " + value + "\" has an invalid address: " + e.getMessage()
                            + ": use NAME@DOMAIN",
                    e);
        }
    }
}
