package dev.parley.trace.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.trace.Answer;
import dev.parley.trace.ContentSize;
import dev.parley.trace.Topic;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.outcome.DialogOutcome.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The results of dialogs that are written as lines: {@code RCPT TO:<joe@x> 550}. */
class DialogOutcomeTest {
    private final DialogOutcome outcome = new DialogOutcome();
    private final List<String> notAttempted = new ArrayList<>();
    private boolean isOpen;
    private int id;

    @Test
    void delivered() {
        dialog(
                "MAIL FROM:<ann@x> 250",
                "RCPT TO:<joe@x> 250",
                "RCPT TO:<jane@x> 250",
                "DATA 354",
                "message 250",
                "QUIT 221");
        assertResult(Verdict.DELIVERED, "delivered to 2 of 2");
    }

    @Test
    void partlyDelivered() {
        dialog(
                "MAIL FROM:<ann@x> 250",
                "RCPT TO:<joe@x> 250",
                "RCPT TO:<jane@x> 451",
                "DATA 354",
                "message 250",
                "QUIT 221");
        assertResult(Verdict.PARTLY_DELIVERED, "delivered to 1 of 2: jane rejected for now");
    }

    @Test
    void aRejectedRecipientEndsTheMessage() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x> 250", "RCPT TO:<jane@x> 550", "RSET 250", "QUIT 221");
        assertResult(
                Verdict.NOT_DELIVERED,
                "delivered to 0 of 2: jane rejected, joe not attempted",
                "not attempted: joe@x, because jane@x was rejected (mail.smtp.sendpartial)");
    }

    @Test
    void aRejectedSender() {
        dialog("MAIL FROM:<ann@x> 550", "RCPT TO:<joe@x> 503", "RCPT TO:<jane@x> 503", "RSET 250", "QUIT 221");
        assertResult(Verdict.NOT_DELIVERED, "delivered to 0 of 2: sender rejected");
    }

    @Test
    void aRejectedSenderWithoutRecipients() {
        dialog("MAIL FROM:<ann@x> 550", "RSET 250", "QUIT 221");
        assertResult(Verdict.NOT_DELIVERED, "not delivered: sender rejected");
    }

    @Test
    void aRejectedMessage() {
        dialog(
                "MAIL FROM:<ann@x> 250",
                "RCPT TO:<joe@x> 250",
                "RCPT TO:<jane@x> 250",
                "DATA 354",
                "message 452",
                "QUIT 221");
        assertResult(Verdict.NOT_DELIVERED, "delivered to 0 of 2: message rejected for now");
    }

    @Test
    void aRejectedData() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x> 250", "DATA 554", "RSET 250", "QUIT 221");
        assertResult(Verdict.NOT_DELIVERED, "delivered to 0 of 1: message rejected");
    }

    @Test
    void aLoneDotDeliversToNobody() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x> 550", "DATA 354", ". 554", "QUIT 221");
        assertResult(Verdict.NOT_DELIVERED, "delivered to 0 of 1: joe rejected");
    }

    @Test
    void aReplyForEachRecipientWithPrdr() {
        dialog("MAIL FROM:<ann@x> PRDR 250", "RCPT TO:<joe@x> 250", "RCPT TO:<jane@x> 250", "DATA 354");
        dialog("message 353 250 550 250", "QUIT 221");
        assertResult(Verdict.PARTLY_DELIVERED, "delivered to 1 of 2: jane rejected");
    }

    @Test
    void lmtpHasAReplyForEachRecipient() {
        open("lmtp");
        dialog(
                "MAIL FROM:<ann@x> 250",
                "RCPT TO:<joe@x> 250",
                "RCPT TO:<jim@x> 550",
                "RCPT TO:<jane@x> 250",
                "DATA 354",
                "message 250 452",
                "QUIT 221");
        assertResult(Verdict.PARTLY_DELIVERED, "delivered to 1 of 3: jim rejected, jane rejected for now");
    }

    @Test
    void noFinalReply() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x> 250", "RCPT TO:<jane@x> 550", "DATA 354", "message");
        fail("waiting for the final reply (the message may have been delivered)", true);
        assertResult(Verdict.UNCERTAIN, "delivered to 0 of 2: jane rejected, joe uncertain");
    }

    @Test
    void brokenBeforeTheContent() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x>");
        fail("sending RCPT", false);
        assertResult(
                Verdict.NOT_DELIVERED,
                "delivered to 0 of 1: joe not attempted",
                "not attempted: joe@x, because the connection failed");
    }

    @Test
    void noMessage() {
        fail("connecting", false);
        assertResult(Verdict.FAILED, "failed while connecting");
    }

    @Test
    void severalMessages() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x> 250", "DATA 354", "message 250");
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x> 550", "RSET 250", "QUIT 221");
        assertResult(Verdict.PARTLY_DELIVERED, "2 messages, delivered to 1 of 2: joe rejected");
    }

    @Test
    void recipientsAboveTheServersLimitAreSentAgain() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<joe@x> 250", "RCPT TO:<jane@x> 452", "DATA 354", "message 250");
        add(new TraceEvent.Decided(
                0, Topic.RECIPIENTS, "another transaction for 1", "the server accepts no more", Optional.empty()));
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<jane@x> 250", "DATA 354", "message 250", "QUIT 221");
        assertResult(Verdict.DELIVERED, "delivered to 2 of 2");
    }

    @Test
    void eagerTransactionsOverlap() {
        int first = sent("mail", "MAIL FROM:<ann@x>");
        int joe = sent("rcpt", "RCPT TO:<joe@x>");
        int one = sent("end_of_data", "BDAT 3 LAST");
        int second = sent("mail", "MAIL FROM:<ann@x>");
        int jane = sent("rcpt", "RCPT TO:<jane@x>");
        int two = sent("end_of_data", "BDAT 3 LAST");
        reply(first, "mail", "250");
        reply(joe, "rcpt", "250");
        reply(one, "end_of_data", "250");
        reply(second, "mail", "250");
        reply(jane, "rcpt", "550");
        reply(two, "end_of_data", "554");
        assertResult(Verdict.PARTLY_DELIVERED, "2 messages, delivered to 1 of 2: jane rejected");
    }

    @Test
    void manyNamesAreCounted() {
        List<String> lines = new ArrayList<>(List.of("MAIL FROM:<ann@x> 250"));
        for (int i = 1; i <= 100; i++) {
            lines.add("RCPT TO:<user" + i + "@x> 550");
        }
        lines.add("RSET 250");
        dialog(lines.toArray(new String[0]));
        assertResult(Verdict.NOT_DELIVERED, "delivered to 0 of 100: user1, user2, user3 and 97 more rejected");
    }

    @Test
    void equalLocalPartsAreAddresses() {
        dialog("MAIL FROM:<ann@x> 250", "RCPT TO:<***@x> 550", "RCPT TO:<***@y> 550", "RSET 250");
        assertResult(Verdict.NOT_DELIVERED, "delivered to 0 of 2: ***@x and ***@y rejected");
    }

    @Test
    void aQuotedLocalPartMayContainAnAngleBracket() {
        assertEquals(
                "\"a>\\\"b\"@x",
                Recipient.of("RCPT TO:<\"a>\\\"b\"@x> NOTIFY=NEVER").address());
        assertEquals("", Recipient.of("RCPT TO:<").address());
        assertEquals("\"a\\", Recipient.of("RCPT TO:<\"a\\").address());
    }

    @Test
    void noCloseIsIncomplete() {
        sent("mail", "MAIL FROM:<ann@x>");
        sent("rcpt", "RCPT TO:<joe@x>");
        assertEquals("delivered to 0 of 1: joe not attempted (incomplete)", outcome.sentence());
        assertEquals(Verdict.INCOMPLETE, outcome.verdict());
        assertEquals("delivered to 0 of 1: joe not attempted (incomplete)", outcome.sentence());
    }

    private void open(String protocol) {
        add(new TraceEvent.Opened(0, Instant.EPOCH, "k3f9", protocol, "mx", 25, Map.of()));
    }

    private void dialog(String... lines) {
        if (!isOpen) {
            open("smtp");
        }
        for (String line : lines) {
            exchange(line);
        }
    }

    private void exchange(String line) {
        String[] words = line.split(" (?=\\d{3}\\b)");
        String phase = phase(words[0]);
        int command;
        if (words[0].equals("message")) {
            command = ++id;
            add(new TraceEvent.Content(0, id, false, new ContentSize("message", 1, 1, 0), List.of()));
        } else {
            command = sent(phase, words[0]);
        }
        for (int i = 1; i < words.length; i++) {
            reply(command, phase, words[i]);
        }
    }

    private static String phase(String command) {
        return switch (command.split(" ")[0]) {
            case "MAIL" -> "mail";
            case "RCPT" -> "rcpt";
            case "DATA" -> "data";
            case "RSET" -> "rset";
            case "QUIT" -> "quit";
            default -> "end_of_data";
        };
    }

    private int sent(String phase, String line) {
        add(new TraceEvent.Sent(0, ++id, Optional.empty(), phase, false, line, line.length() + 2));
        return id;
    }

    private void reply(int command, String phase, String code) {
        Answer answer = new Answer(code, Optional.empty(), code.charAt(0) > '3');
        add(new TraceEvent.Received(0, command, phase, false, answer, List.of(code + " text"), Duration.ZERO));
    }

    private void fail(String phase, boolean mayBeDelivered) {
        add(new TraceEvent.Failed(0, phase, "the server closed it", mayBeDelivered));
    }

    private void add(TraceEvent event) {
        isOpen |= event instanceof TraceEvent.Opened;
        notAttempted.addAll(outcome.add(event));
    }

    private void assertResult(Verdict verdict, String sentence, String... givenUp) {
        add(new TraceEvent.Closed(0, "QUIT", new Totals(0, 0, 0, 0, 0, Duration.ZERO)));
        assertEquals(sentence, outcome.sentence());
        assertEquals(verdict, outcome.verdict());
        assertEquals(List.of(givenUp), notAttempted);
    }
}
