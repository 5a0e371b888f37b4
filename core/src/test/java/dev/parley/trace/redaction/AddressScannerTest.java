package dev.parley.trace.redaction;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.AddressMask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server or a Subject may have any text: the characters that are read grow no faster than the text. */
class AddressScannerTest {
    private static final int LENGTH = 1_000_000;
    private static final int READ_PER_CHARACTER = 40;

    @ParameterizedTest
    @Timeout(120)
    @ValueSource(
            strings = {
                ",",
                "\"",
                "\\",
                "\\\"",
                "\"\\",
                "\\\"x\"@",
                "%40",
                "%40a",
                "+40[",
                "<",
                "<a",
                "a,",
                "a",
                "@",
                "a@",
                "a@b",
                "[a@[",
                ",EMAILADDRESS=",
                "AUTH=",
                "mail.smtp.",
                "mail.smtp.a=",
                "a,=\"("
            })
    void readsEachCharacterAFewTimes(String repeated) {
        long once = read(repeated, LENGTH);
        long twice = read(repeated, 2 * LENGTH);
        assertTrue(once <= (long) READ_PER_CHARACTER * LENGTH, () -> once + " characters were read");
        assertTrue(twice <= 2 * once + 10_000, () -> once + " characters were read, then " + twice);
        assertTrue(AddressMask.DOMAIN.maskedIn(text(repeated, LENGTH)).endsWith("***@x.test"));
    }

    private static long read(String repeated, int length) {
        Counted text = new Counted(text(repeated, length));
        AddressScanner addresses = new AddressScanner(text);
        int found = 0;
        while (addresses.next()) {
            found++;
        }
        assertTrue(found > 0, "no address was found");
        return text.read;
    }

    private static String text(String repeated, int length) {
        return repeated.repeat(length / repeated.length()) + " joe@x.test";
    }

    private static final class Counted implements CharSequence {
        private final String text;
        private long read;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            read++;
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
        }
    }
}
