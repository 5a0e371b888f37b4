package dev.parley.trace.redaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A text and the places of its characters. */
class SpelledTextTest {
    private static final Locale TURKISH = Locale.forLanguageTag("tr");

    @Test
    void everyCharacterHasOneFormInEveryCase() {
        for (int c = 0x20; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.isDefined(c) && Character.getType(c) != Character.SURROGATE) {
                String text = "x" + Character.toString(c);
                String form = form(text);
                assertEquals(form, form(text.toUpperCase(Locale.ROOT)), Character.getName(c));
                assertEquals(form, form(text.toLowerCase(Locale.ROOT)), Character.getName(c));
                assertEquals(form, form(text.toUpperCase(TURKISH)), Character.getName(c));
                assertEquals(form, form(text.toLowerCase(TURKISH)), Character.getName(c));
            }
        }
    }

    @Test
    void octetsAreUtf8WhereTheyCanBe() {
        SpelledText text = new SpelledText(0);
        for (int octet :
                new int[] {0x41, 0xc3, 0xa4, 0xff, 0xc3, 0xe2, 0x82, 0xac, 0xf4, 0x90, 0x80, 0x80, 0xc0, 0x80}) {
            text.addOctet(octet, 0, 1);
        }
        assertEquals("A\u00e4\u00ff\u00c3\u20ac\u00f4\u0090\u0080\u0080\u00c0\u0080", text(text.complete()));
    }

    private static String form(String text) {
        return text(SpelledText.of(text).folded());
    }

    private static String text(SpelledText text) {
        int[] codePoints = text.codePoints();
        return new String(codePoints, 0, codePoints.length);
    }
}
