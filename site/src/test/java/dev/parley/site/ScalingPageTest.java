package dev.parley.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Computes the numbers of {@code docs/scaling.md}, from those that the other pages measure or have from a source. */
class ScalingPageTest {
    private final String page = read("scaling");
    private final String performance = read("performance");
    private final String providers = read("providers");

    /** The page in one line. */
    private static String read(String name) {
        try {
            return Files.readString(MarkdownPage.ROOT.resolve("docs/" + name + ".md"))
                    .replaceAll("\\s+", " ");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachRowOfTheTableFollowsFromTheRoundTrip() {
        List<MatchResult> rows = Pattern.compile(
                        "\\| (\\d+) ms[^|]*\\| (\\d+) ms \\| (\\d+)/s \\| (\\d+) \\| (\\d+) \\|")
                .matcher(page)
                .results()
                .toList();
        assertEquals(3, rows.size(), "rows");
        for (MatchResult row : rows) {
            int time = 2 * integer(row, 1);
            assertEquals(time, integer(row, 2), "two turnarounds: " + row.group());
            assertEquals(1000 / time, integer(row, 3), "rate: " + row.group());
            assertEquals((100 * time + 999) / 1000, integer(row, 4), "for 100/s: " + row.group());
            assertEquals((1000 * time + 999) / 1000, integer(row, 5), "for 1000/s: " + row.group());
        }
    }

    @Test
    void theTurnaroundsAreThoseOfThePerformancePage() {
        MatchResult hundred = performance("\\| 100 messages \\| 202 \\| (\\d+); (\\d+) / (\\d+);[^|]*\\| (\\d+); ");
        MatchResult one = performance("\\| 1 message, STARTTLS, AUTH \\| 8 \\| (\\d+); ");
        MatchResult text =
                page("a message to one recipient has (\\d) turnarounds with Parley and (\\d) with Angus Mail");
        assertEquals(integer(hundred, 1) / 100, integer(text, 1));
        assertEquals(integer(hundred, 4) / 100, integer(text, 2));
        assertEquals(integer(one, 1) - integer(text, 1), integer(page("with STARTTLS and AUTH adds (\\d+), which"), 1));
        MatchResult eager = performance("\\| 100 messages \\| 102 \\| (\\d+);");
        assertEquals(integer(eager, 1) / 100, integer(page("chunking=eager` (\\d)\\. A new connection"), 1));

        MatchResult measured = page("100 messages take ([\\d.]+) s at 20 ms and ([\\d.]+) s at 100 ms, that is"
                + " ([\\d.]+) and ([\\d.]+) a second");
        for (int i = 1; i <= 2; i++) {
            BigDecimal seconds = new BigDecimal(hundred.group(i + 1)).movePointLeft(3);
            assertEquals(seconds.setScale(1, RoundingMode.HALF_UP).toString(), measured.group(i));
            assertEquals(rate("100", seconds).toString(), measured.group(i + 2));
        }

        MatchResult alone = page("(\\d+) turnarounds, permits ([\\d.]+) and ([\\d.]+) a second");
        assertEquals(integer(one, 1), integer(alone, 1));
        assertEquals(1000 / (integer(alone, 1) * 20.0), Double.parseDouble(alone.group(2)));
        assertEquals(1000 / (integer(alone, 1) * 100.0), Double.parseDouble(alone.group(3)));
    }

    @Test
    void theThroughputIsThatOfThePerformancePage() {
        MatchResult row = performance("\\| 8 \\| (\\d+)/s \\| \\*\\*([\\d.]+)×\\*\\*");
        MatchResult text = page("at about ([\\d,]+) a second \\([^)]*\\): ([\\d.]+) times ([\\d,]+)\\)");
        assertEquals(row.group(2), text.group(2));
        assertEquals(integer(row, 1), integer(text, 3));
        double product = Double.parseDouble(row.group(2)) * integer(row, 1);
        assertEquals(Math.round(product / 1000) * 1000, integer(text, 1));
    }

    @Test
    void theLimitsAreThoseOfTheProvidersPage() {
        MatchResult microsoft =
                page("(\\d+) messages a minute, (\\d) connections, ([\\d,]+) recipients a day, for each mailbox");
        int minute = integer(microsoft, 1);
        int day = integer(microsoft, 3);
        assertTrue(
                providers.contains("Limits for each mailbox: " + minute + " messages a minute, " + day
                        + " recipients a day, " + microsoft.group(2) + " connections at a time"),
                "another limit of Microsoft");
        double rate = minute / 60.0;
        assertEquals(
                rate,
                Double.parseDouble(
                        page("\\| ([\\d.]+) messages a second\\. One").group(1)));
        assertTrue(page.contains("One connection with a round trip of 100 ms has ten times this rate"));
        assertEquals(10 * rate, 1000 / 200.0);
        MatchResult minutes = page("After ([\\d,]+) / (\\d+) = (\\d+) minutes");
        assertEquals(day, integer(minutes, 1));
        assertEquals(minute, integer(minutes, 2));
        assertEquals(day / minute, integer(minutes, 3));
        assertEquals(
                "rate=" + rate,
                page("limit of the day is reached: `(rate=[\\d.]+)`").group(1));
        assertEquals(
                new BigDecimal(rate / 3).setScale(2, RoundingMode.DOWN).toString(),
                page("three workers with one mailbox of Microsoft 365 have `pool\\.size=1` and `rate=([\\d.]+)`")
                        .group(1));

        MatchResult gmail = page("\\| Gmail \\| (\\d+) or (\\d+) messages in 24 hours \\| on average one in"
                + " (\\d+) s or in (\\d+) s");
        assertTrue(providers.contains(
                gmail.group(1) + " messages in 24 hours for a personal account, " + gmail.group(2) + " for a paid"));
        for (int i = 1; i <= 2; i++) {
            assertEquals(Math.round(86_400.0 / integer(gmail, i)), integer(gmail, i + 2));
        }

        MatchResult ses =
                page("for example (\\d+) a second \\| at a round trip of 100 ms, (\\d+) x 0\\.2 s = ([\\d.]+):"
                        + " `pool\\.size=(\\d)`, `rate=(\\d+)`");
        assertEquals(ses.group(1), ses.group(2));
        assertEquals(ses.group(1), ses.group(5));
        double connections = integer(ses, 1) * 0.2;
        assertEquals(connections, Double.parseDouble(ses.group(3)), 0.001);
        assertEquals((int) Math.ceil(connections), integer(ses, 4));
    }

    private MatchResult page(String regex) {
        return only(regex, page);
    }

    /** The first one: the tables repeat rows with other extensions. */
    private MatchResult performance(String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(performance);
        assertTrue(matcher.find(), "docs/performance.md has no " + regex);
        return matcher.toMatchResult();
    }

    private static MatchResult only(String regex, String text) {
        List<MatchResult> found = Pattern.compile(regex).matcher(text).results().toList();
        assertEquals(1, found.size(), "docs/scaling.md: " + regex);
        return found.get(0);
    }

    private static BigDecimal rate(String messages, BigDecimal seconds) {
        return new BigDecimal(messages).divide(seconds, new MathContext(2));
    }

    private static int integer(MatchResult match, int group) {
        return Integer.parseInt(match.group(group).replace(",", ""));
    }
}
