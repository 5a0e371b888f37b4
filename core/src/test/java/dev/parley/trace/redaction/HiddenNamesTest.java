package dev.parley.trace.redaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenNamesTest {
    private static final List<String> NAMES = List.of("joe", "joe.d@x.test", "$1\\Eß", "Ünal", "\ud801\udc00b", "...");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "joe                        | [user hidden]",
                "AUTH JOE, Joe and joe      | AUTH [user hidden], [user hidden] and [user hidden]",
                "joey, hijoe, joe2, joe\u00b2, 1joe | joey, hijoe, joe2, joe\u00b2, 1joe",
                "<joe@x.test> joe_d joe     | <[user hidden]@x.test> [user hidden]_d [user hidden]",
                "no $1\\Eß! or ünal-ÜNAL    | no [user hidden]! or [user hidden]-[user hidden]",
                "\ud801\udc00b \ud801\udc28B \ud801\udc00bc | [user hidden] [user hidden] \ud801\udc00bc",
                "...                        | ..."
            })
    void wholeWordsInAnyCase(String text, String hidden) {
        assertEquals(hidden, names().hiddenIn(text));
    }

    /** A regular expression that describes what is replaced. */
    @Test
    void asARegularExpressionReplacesThem() {
        String part = "[\\p{L}\\p{N}]";
        String any = NAMES.stream()
                .filter(name -> !name.equals("..."))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        Pattern pattern = Pattern.compile(
                "(?<!" + part + ")(?:" + any + ")(?!" + part + ")", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        HiddenNames names = names();
        Random random = new Random(7);
        List<String> pieces = List.of(
                "joe",
                "JOE",
                ".d@x.test",
                "$1\\Eß",
                "ünal",
                "\ud801\udc28b",
                "b",
                "\ud801\udc00",
                " ",
                "-",
                "2",
                "\u216b");
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(8); length > 0; length--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            assertEquals(pattern.matcher(text).replaceAll(HiddenNames.MARK), names.hiddenIn(text.toString()));
        }
    }

    @Test
    @Timeout(30)
    void aLongTextIsReadOnce() {
        HiddenNames names = new HiddenNames();
        names.add("a ".repeat(100) + "b");
        String text = "a ".repeat(1_000_000);
        assertEquals(text, names.hiddenIn(text));
        assertTrue(names.hiddenIn(text + "b").endsWith(HiddenNames.MARK));
    }

    private static HiddenNames names() {
        HiddenNames names = new HiddenNames();
        NAMES.forEach(names::add);
        return names;
    }
}
