package dev.parley.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.bench.server.Counts;
import dev.parley.bench.server.Offer;
import dev.parley.replay.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How often a message waits for the server: a count, whatever the machine. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnaroundsTest {
    /** Longer than a client that need not wait takes to go on, also on a busy machine. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(100);

    /** For what does not depend on it. */
    private static final Duration SHORT_ROUND_TRIP = Duration.ofMillis(20);

    @TempDir
    static Path folder;

    private static SSLContext tls;

    @BeforeAll
    static void make() throws IOException {
        tls = TestCertificate.make(folder.resolve("server.p12"), "localhost").context();
    }

    @Test
    void pipeliningMakesTwoOfAMessage() throws Exception {
        assertEquals(2, more(Scenario.of(Offer.PIPELINING, 1, 1)));
        assertEquals(2, more(Scenario.of(Offer.PIPELINING, 1, 10).with("mail.smtp.sendpartial", "true")));
    }

    @Test
    void whereNobodyMayGetItIfOneDoesNotItTakesThree() throws Exception {
        assertEquals(3, more(Scenario.of(Offer.PIPELINING, 1, 10)));
    }

    @Test
    void chunkingMakesTwoWhateverBecomesOfTheRecipients() throws Exception {
        assertEquals(2, more(Scenario.of(Offer.CHUNKING, 1, 1)));
        assertEquals(2, more(Scenario.of(Offer.CHUNKING, 1, 10)));
    }

    @Test
    void inHasteItMakesOne() throws Exception {
        Scenario eager = Scenario.of(Offer.CHUNKING, 1, 1).with("mail.smtp.chunking", "eager");
        assertEquals(1, more(eager));
        assertEquals(
                1,
                more(Scenario.of(Offer.CHUNKING, 1, 10)
                        .with("mail.smtp.chunking", "eager")
                        .with("mail.smtp.sendpartial", "true")));
    }

    @Test
    void withoutPipeliningThereIsOneCommandInFlight() throws Exception {
        for (Way way : Way.values()) {
            Counts counts = Scenario.of(Offer.NOTHING, 2, 3).by(way).count(Client.PARLEY, SHORT_ROUND_TRIP, tls);
            assertEquals(1, counts.inFlight());
            assertEquals(2, counts.messages());
        }
        Offer chunks = new Offer(false, true, false, false);
        Scenario eager = Scenario.of(chunks, 2, 3).with("mail.smtp.chunking", "eager");
        assertEquals(1, counted(eager.with("mail.smtp.chunksize", "500")).inFlight());
        assertEquals(1, counted(eager.by(Way.SEND_ALL)).inFlight());
    }

    @Test
    void aHundredRecipientsTakeNoLongerThanOne() throws Exception {
        Scenario many = Scenario.of(Offer.PIPELINING, 1, 100).with("mail.smtp.sendpartial", "true");
        Counts counts = counted(many);
        assertEquals(4, many.floor());
        assertEquals(many.floor(), counts.turnarounds());
        assertEquals(1, counts.messages());
    }

    @Test
    void keptConnectionsSpareTransportSendItsOpening() throws Exception {
        Counts counts = Scenario.of(Offer.PIPELINING, 10, 1)
                .by(Way.TRANSPORT_SEND)
                .secured()
                .with("mail.smtp.reuse", "30")
                .count(Client.PARLEY, ROUND_TRIP, tls);
        assertEquals(10, counts.messages());
        assertEquals(1, counts.connections());
        assertTrue(counts.turnarounds() <= 30, counts.toString());
    }

    @Test
    void aBatchInHasteHardlyWaits() throws Exception {
        Counts counts =
                counted(Scenario.of(Offer.CHUNKING, 100, 1).by(Way.SEND_ALL).with("mail.smtp.chunking", "eager"));
        assertEquals(100, counts.messages());
        assertTrue(counts.turnarounds() <= 10, counts.toString());
    }

    /** What a message more costs. */
    private static int more(Scenario scenario) throws Exception {
        int few = counted(scenario.times(2)).turnarounds();
        return counted(scenario.times(3)).turnarounds() - few;
    }

    private static Counts counted(Scenario scenario) throws Exception {
        return scenario.count(Client.PARLEY, ROUND_TRIP, tls);
    }
}
