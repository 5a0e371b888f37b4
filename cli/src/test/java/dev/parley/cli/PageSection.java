package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A section of {@code docs/parley.md} with its transcripts: a line that begins with a dollar is typed, those below it
 * are what comes of it. With {@code parley.accept} what really comes of it is written to the page.
 */
record PageSection(String title) {
    private static final Path PAGE = Path.of("..", "docs", "parley.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## ([^\n]*)\n(.*?)(?=^## |\\z)");
    private static final Pattern TRANSCRIPT = Pattern.compile("(?ms)^\\$ ([^\n]*)\n(.*?)(?=^\\$ |^```)");

    /** All sections with transcripts. */
    static List<PageSection> all() throws IOException {
        return SECTION.matcher(Files.readString(PAGE, UTF_8))
                .results()
                .filter(section -> TRANSCRIPT.matcher(section.group(2)).find())
                .map(section -> new PageSection(section.group(1)))
                .toList();
    }

    /** The command lines, in order. */
    List<String> typed() throws IOException {
        return transcripts(Files.readString(PAGE, UTF_8)).stream()
                .map(transcript -> transcript.group(1))
                .toList();
    }

    /** Whether the page documents a member of JSON. */
    boolean tells(String field) throws IOException {
        return Pattern.compile("`(\\w+\\.)*" + field + "`")
                .matcher(Files.readString(PAGE, UTF_8))
                .find();
    }

    /** Compares a transcript without times, dates, ports and random names. */
    void shows(int number, String output) throws IOException {
        String page = Files.readString(PAGE, UTF_8);
        MatchResult transcript = transcripts(page).get(number);
        if (!Boolean.getBoolean("parley.accept")) {
            assertEquals(masked(transcript.group(2)), masked(output), transcript.group(1));
        } else if (!masked(transcript.group(2)).equals(masked(output))) {
            Files.writeString(
                    PAGE, page.substring(0, transcript.start(2)) + output + page.substring(transcript.end(2)));
        }
    }

    private List<MatchResult> transcripts(String page) {
        MatchResult section = SECTION.matcher(page)
                .results()
                .filter(found -> found.group(1).equals(title))
                .findFirst()
                .orElseThrow();
        return TRANSCRIPT
                .matcher(page)
                .region(section.start(2), section.end(2))
                .results()
                .toList();
    }

    private static String masked(String transcript) {
        return transcript
                .replaceAll(" *\\+\\d+\\.\\d{3}", "TIME")
                .replaceAll(" *\\d+(\\.\\d+)? ms", "MS")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "DATE")
                .replaceAll("\\([0-9a-f]{8}\\)", "(NAME)")
                .replaceAll(", resumed \\(", " (")
                .replaceAll("localhost is [^\n]*", "localhost is ADDRESSES")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("\"(octets|millis)\":\\d+", "\"$1\":N")
                .replaceAll("([0-9A-F]{2}:){31}[0-9A-F]{2}", "SHA256")
                .replaceAll("/\\S*parley-\\d+\\.sieve", "FILE");
    }
}
