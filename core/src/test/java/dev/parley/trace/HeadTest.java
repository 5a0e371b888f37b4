package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.parley.trace.PrivacySettings.HeadSize;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message in pieces, as BDAT sends it. */
class HeadTest {
    private static final String[] PIECES = {"From: a@x.test\r\nSub", "ject: hi\r\n\r\nprivate\r\n", "words\r\n"};

    @Test
    void headersEndOnce() {
        assertEquals(List.of(List.of("From: a@x.test"), List.of("Subject: hi"), List.of()), shown(HeadSize.HEADERS));
    }

    @Test
    void octetsAreThoseOfTheMessage() {
        assertEquals(
                List.of(List.of("From: a@x.test"), List.of("Subject: "), List.of()), shown(new HeadSize(26, false)));
    }

    @Test
    void fullIsAll() {
        assertEquals(
                List.of(List.of("From: a@x.test"), List.of("Subject: hi", "", "private"), List.of("words")),
                shown(HeadSize.FULL));
    }

    @Test
    void theLastLineOfTheLastPieceNeedsNoEnd() {
        assertEquals(List.of(List.of(), List.of("keep;")), shown(HeadSize.FULL, "ke", "ep;"));
    }

    /** The same text in one piece and in pieces of each length, cut at each octet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: joe.smith@x.test\r\n",
                "To: \"joe smith\"@x.test, \"joe \\\" smith\"@x.test\r\n\r\n",
                "\r\nredirect \"joe.smith@x.test\"; ORCPT=rfc822;joe.smith+40x.test\r\n",
                "Cc:\t\u00fcn.joe.smith@x.test,<joe.smith@x.test>"
            })
    void noCutShowsTheBeginningOfAnAddress(String content) {
        for (int octets = 1; octets <= content.length() + 2; octets++) {
            for (int piece = 1; piece <= content.length(); piece++) {
                List<String> pieces = new ArrayList<>();
                for (int at = 0; at < content.length(); at += piece) {
                    pieces.add(content.substring(at, Math.min(content.length(), at + piece)));
                }
                for (List<String> lines : shown(new HeadSize(octets, false), pieces.toArray(new String[0]))) {
                    for (String line : lines) {
                        String masked = AddressMask.DOMAIN.maskedIn(line);
                        assertFalse(masked.contains("jo"), () -> masked + " of " + pieces);
                    }
                }
            }
        }
    }

    private static List<List<String>> shown(HeadSize size) {
        return shown(size, PIECES);
    }

    private static List<List<String>> shown(HeadSize size, String... pieces) {
        Head head = new Head(size);
        List<List<String>> shown = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            try (OutputStream out = head.on(OutputStream.nullOutputStream())) {
                out.write(pieces[i].getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            shown.add(head.take(i < pieces.length - 1));
        }
        return shown;
    }
}
