package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message in pieces, as BDAT sends it. */
class HeadTest {
    private static final String[] PIECES = {"From: a@x.test\r\nSub", "ject: hi\r\n\r\nprivate\r\n", "words\r\n"};

    @Test
    void headersEndOnce() {
        assertEquals(
                List.of(List.of("From: a@x.test", "Sub"), List.of("ject: hi"), List.of()), shown(HeadSize.HEADERS));
    }

    @Test
    void octetsAreThoseOfTheMessage() {
        assertEquals(
                List.of(List.of("From: a@x.test", "Sub"), List.of("ject"), List.of()), shown(new HeadSize(23, false)));
    }

    @Test
    void fullIsAll() {
        assertEquals(
                List.of(List.of("From: a@x.test", "Sub"), List.of("ject: hi", "", "private"), List.of("words")),
                shown(HeadSize.FULL));
    }

    private static List<List<String>> shown(HeadSize size) {
        Head head = new Head(size);
        return Arrays.stream(PIECES)
                .map(piece -> {
                    try (OutputStream out = head.on(OutputStream.nullOutputStream())) {
                        out.write(piece.getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return head.take();
                })
                .toList();
    }
}
