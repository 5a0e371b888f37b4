package dev.parley.trace.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void oneOfTheAlternativesAnywhere() {
        assertTrue(within("too.big|too.large", "552 5.3.4 Message too large"));
        assertFalse(within("too.big|too.large", "552 5.3.4 Message rejected"));
    }

    @Test
    void piecesInTheirOrder() {
        assertTrue(within("limit*exceed", "the limit of 10 messages was exceeded"));
        assertFalse(within("limit*exceed", "you exceeded the limit"));
        assertFalse(within("ab*bc", "abc"), "no letter counts twice");
    }

    @Test
    void capitalsSignsAndLineEndsAreNoDifference() {
        for (String text : new String[] {"not owned", "Not-Owned", "not  owned", "not\nowned", "(not)/owned!"}) {
            assertTrue(within("not.owned", text), text);
        }
        assertFalse(within("not.owned", "notowned"));
    }

    @Test
    void aWordOfItsOwn() {
        assertTrue(within(".spf.", "SPF"));
        assertTrue(within(".spf.", "rejected: SPF fail"));
        assertFalse(within(".spf.", "spfx"));
    }

    @Test
    void aStarItself() {
        assertTrue(within("\\*\\*", "220 ***0"));
        assertFalse(within("\\*\\*", "220 *0*"));
    }

    @Test
    void theWhole() {
        assertTrue(whole("421|450", "450"));
        assertFalse(whole("421|450", "4500"));
        assertTrue(whole("5*", "550"));
        assertFalse(whole("5*", "450"));
        assertTrue(whole("5.7.*", "5.7.1"));
        assertFalse(whole("5.7.*", "5.71.1"));
        assertTrue(whole("*greeting", "waiting for the greeting"));
        assertFalse(whole("greeting", "waiting for the greeting"));
        assertTrue(whole("end_of_data", "end_of_data"));
        assertTrue(whole("*", "") && whole("*", "anything"));
        assertFalse(whole("5.1.1", ""));
    }

    @Test
    void theWordsOfTheShortestAlternative() {
        assertEquals(0, Words.within("*").words());
        assertEquals(1, Words.within(".spf.").words());
        assertEquals(1, Words.within("over*the*limit | quota").words());
        assertEquals(3, Words.within("over*the*limit | quota is exceeded").words());
        assertEquals(3, Words.within("a b c d").words());
    }

    private static boolean within(String spelled, String text) {
        return Words.within(spelled).match(Words.normalized(text));
    }

    private static boolean whole(String spelled, String text) {
        return Words.whole(spelled).match(Words.normalized(text));
    }
}
