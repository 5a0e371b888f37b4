package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class IndexPageTest {
    private final IndexPage index = new IndexPage();

    @Test
    void aRowForEachDialog() {
        index.add("dialogs/1.html", events(Story::givenUp));
        index.add("dialogs/2.html", events(Story::refusedRecipient));
        String page = printed();
        assertTrue(page.contains("<h1>2 dialogs</h1><p>1 partly delivered, 1 not delivered</p>"), page);
        assertTrue(
                page.contains(
                        "<tr class=\"bad\"><td class=\"time\"><a href=\"dialogs/1.html\">2026-11-23T22:44:58.231Z</a>"
                                + "</td><td class=\"protocol\">smtp</td><td class=\"host\">mx.<wbr>lab.<wbr>test:25</td>"
                                + "<td class=\"outcome\"><b>not delivered</b> delivered to 0 of 2: jane rejected, joe not attempted"
                                + "</td><td class=\"length\" data-us=\"60013803\">60.01 s</td></tr>"),
                page);
    }

    @Test
    void nothingHostileBecomesMarkup() {
        index.add("dialogs/1.html", events(sink -> Story.hostile(sink, 110)));
        Set<String> elements = new TreeSet<>();
        String page = printed();
        String markup = page.replaceAll("(?s)<script>.*?</script>", "");
        assertEquals(
                page.length() - markup.length(),
                "<script></script>".length() + script(page).length());
        Pattern.compile("<([a-z0-9]+)").matcher(markup).results().forEach(found -> elements.add(found.group(1)));
        assertFalse(elements.contains("img") || elements.contains("script"), elements::toString);
        assertTrue(markup.contains("&lt;img src=x onerror=&#39;alert(2)&#39;&gt;"), markup);
    }

    @Test
    void thePolicyAllowsOnlyTheScriptOfThePage() throws Exception {
        String page = printed();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(script(page).getBytes(StandardCharsets.UTF_8));
        String hash = Base64.getEncoder().encodeToString(digest);
        assertTrue(
                page.contains("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-"
                        + hash + "&#39;\""),
                page);
        assertEquals(2, page.split("<script", -1).length);
    }

    @Test
    void tenThousandDialogsAreAPageOfThreeMegabytes() {
        List<TraceEvent> dialog = events(Story::givenUp);
        for (int i = 0; i < 10_000; i++) {
            index.add("dialogs/%06d.html".formatted(i), dialog);
        }
        String page = printed();
        assertEquals(10_000, page.split("<tr class", -1).length - 1);
        assertTrue(page.length() < 3_500_000, () -> page.length() + " characters");
    }

    private static String script(String page) {
        Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(page);
        assertTrue(script.find());
        return script.group(1);
    }

    private String printed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        index.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<TraceEvent> events(Consumer<TraceSink> story) {
        List<TraceEvent> events = new ArrayList<>();
        story.accept(events::add);
        return events;
    }
}
