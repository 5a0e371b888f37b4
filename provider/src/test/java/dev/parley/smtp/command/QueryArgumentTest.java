package dev.parley.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.protocol.QueryVerb;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an argument must not contain, for each command. */
class QueryArgumentTest {
    @Test
    void aControlCharacterIsRefusedAtEachPlace() {
        for (QueryVerb verb : QueryVerb.values()) {
            for (int c = 0; c < 0xa0; c++) {
                boolean control = c < 0x20 || c >= 0x7f;
                for (String place : new String[] {"%sjoe", "jo%se", "joe%s", "\"jo%se\"", "\"jo\\%se\""}) {
                    if (control) {
                        String problem = QueryArgument.problem(verb, place.formatted((char) c));
                        assertTrue(
                                problem != null
                                        && problem.startsWith(
                                                "the " + verb.argumentName() + " contains a control character"),
                                verb + " " + c + " " + problem);
                        assertEquals(-1, problem.indexOf(c), "the message repeats it");
                    }
                }
            }
        }
    }

    @Test
    void whatIsMissing() {
        for (QueryVerb verb : QueryVerb.values()) {
            assertEquals(
                    "the " + verb.argumentName() + " is missing: use a text that is not empty",
                    QueryArgument.problem(verb, ""));
            assertNotNull(QueryArgument.problem(verb, null));
        }
    }

    @Test
    void halfASurrogatePairIsRefused() {
        for (String text :
                new String[] {"jo\ud83d", "\ud83djo", "\ude00jo", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\"\\\ud83dx\""
                }) {
            assertEquals(
                    "the address contains half of a surrogate pair",
                    QueryArgument.problem(QueryVerb.VRFY, text).split(":")[0]);
        }
        assertNull(QueryArgument.problem(QueryVerb.VRFY, "jo\ud83d\ude00"));
        assertNull(QueryArgument.problem(QueryVerb.EXPN, "\ud83d\ude00"));
    }

    @Test
    void whatIsValid() {
        for (String text :
                new String[] {"joe", "joe@lab.test", "\"Joe Smith\"", "\"a \\\" b\"@x.test", "#q", "@x", "a\\b"}) {
            for (QueryVerb verb : QueryVerb.values()) {
                assertNull(QueryArgument.problem(verb, text), text);
            }
        }
    }

    /** A valid argument followed by a parameter is a word, a blank and the parameter, whatever the argument is. */
    @Test
    void noValidArgumentEndsInAParameter() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "a \"\\\r\n";
        int valid = 0;
        for (int i = 0; i < 20000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (QueryArgument.problem(QueryVerb.VRFY, text.toString()) == null) {
                valid++;
                assertEquals(text.length(), endOfWord(text), "seed " + seed + ": " + text);
            }
        }
        assertTrue(valid > 100, "seed " + seed + ": " + valid);
    }

    /** Where a server ends the first word: at a line end, or at a blank outside a quoted string. */
    private static int endOfWord(CharSequence line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\r' || c == '\n' || c == ' ' && !quoted) {
                return i;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return quoted ? -1 : line.length();
    }
}
