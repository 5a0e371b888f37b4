package dev.parley.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.Expansion;
import dev.parley.smtp.HelpText;
import dev.parley.smtp.QueueStart;
import dev.parley.smtp.Verification;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.protocol.Reply;
import dev.parley.wire.MalformedReplyException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The meanings of replies: each code, and mailboxes in generated replies. */
class QueryResultsTest {
    private static final String NAME_CHARACTERS = "abc XYZ.-'éß";
    private static final String QUOTED_CHARACTERS = "abc <>@,;:\\\"é";

    @Test
    void only250And251ConfirmAMailbox() throws MalformedReplyException {
        for (int code = 0; code < 1000; code++) {
            Verification.Outcome outcome = QueryResults.verification(reply("%03d joe@lab.test".formatted(code)))
                    .outcome();
            assertEquals(code == 250 || code == 251, outcome == Verification.Outcome.CONFIRMED, code + " " + outcome);
            assertEquals(code / 100 == 4, outcome == Verification.Outcome.REJECTED_FOR_NOW, code + " " + outcome);
        }
        assertEquals(Verification.Outcome.UNDECIDED, verified("252 joe@lab.test"));
    }

    @Test
    void only250And251ExpandAList() throws MalformedReplyException {
        for (int code = 0; code < 1000; code++) {
            Expansion expansion = QueryResults.expansion(reply("%03d <joe@lab.test>".formatted(code)));
            boolean expanded = code == 250 || code == 251;
            assertEquals(expanded, expansion.outcome() == Expansion.Outcome.EXPANDED, expansion.toString());
            assertEquals(expanded ? 1 : 0, expansion.mailboxes().size(), expansion.toString());
            assertEquals(code / 100 == 4, expansion.outcome() == Expansion.Outcome.REJECTED_FOR_NOW);
        }
    }

    @Test
    void helpIsShownForEach2yz() throws MalformedReplyException {
        for (int code = 0; code < 1000; code++) {
            HelpText help = QueryResults.help(reply("%03d text".formatted(code)), null);
            boolean shown = code / 100 == 2;
            assertEquals(shown, help.outcome() == HelpText.Outcome.SHOWN, help.toString());
            assertEquals(shown ? List.of("text") : List.of(), help.lines());
            assertEquals(code / 100 == 4, help.outcome() == HelpText.Outcome.REJECTED_FOR_NOW);
        }
    }

    @Test
    void theStatusIsNotAPartOfTheHelp() throws MalformedReplyException {
        assertEquals(
                List.of("MAIL", " RCPT", "", "2.0 is a number", "\tDATA"),
                QueryResults.help(
                                reply(
                                        "214-2.0.0 MAIL",
                                        "214-2.0.0  RCPT",
                                        "214-2.0.0",
                                        "214-2.0 is a number",
                                        "214 \tDATA"),
                                null)
                        .lines());
    }

    @Test
    void theNumberOfMessagesThatWait() throws MalformedReplyException {
        assertEquals(OptionalInt.of(14), pending("253 OK, 14 pending messages for node x started"));
        assertEquals(OptionalInt.of(0), pending("253 2.0.0 OK,0 Pending messages"));
        assertEquals(OptionalInt.of(999999999), pending("253 999999999 pending"));
        for (String without : List.of(
                "253",
                "253 ",
                "253 2.0.0",
                "253 pending",
                "253 OK, pending messages for node 7 started",
                "253 OK, many pending messages",
                "253 OK, 1000000000 pending messages",
                "253 OK, -1 pending messages",
                "252 OK, 14 pending messages for node x started")) {
            assertEquals(OptionalInt.empty(), pending(without), without);
        }
    }

    @Test
    void eachReplyToEtrnHasItsMeaning() throws MalformedReplyException {
        for (int code = 0; code < 1000; code++) {
            QueueStart.Outcome expected = switch (code) {
                case 251 -> QueueStart.Outcome.NO_MESSAGES;
                case 252, 253 -> QueueStart.Outcome.MESSAGES_PENDING;
                case 458 -> QueueStart.Outcome.UNABLE;
                case 459 -> QueueStart.Outcome.NOT_ALLOWED;
                case 500, 501, 502, 504 -> QueueStart.Outcome.UNSUPPORTED;
                default ->
                    code / 100 == 2
                            ? QueueStart.Outcome.STARTED
                            : code / 100 == 4 ? QueueStart.Outcome.REJECTED_FOR_NOW : QueueStart.Outcome.REJECTED;
            };
            assertEquals(
                    expected,
                    QueryResults.queueStart(reply("%03d x".formatted(code))).outcome(),
                    code + "");
        }
    }

    @Test
    void whatIsNoMailbox() throws MalformedReplyException {
        for (String text : List.of(
                "",
                "Ok",
                "joe",
                "<>",
                "< >",
                "joe smith@lab.test",
                "joe@",
                "<joe@>",
                "@lab.test",
                "<@relay.test:joe@lab.test>",
                "a@lab.test,b@lab.test",
                "<a@lab.test,b@lab.test>",
                "<a@b@lab.test>",
                "<joe@lab.test",
                "<joe smith@lab.test>",
                "</dev/null>",
                "<|/usr/bin/filter>",
                "<:include:/etc/mail/staff>",
                "<joe@lab.test<x>",
                "\"unterminated <joe@lab.test>")) {
            assertEquals(List.of(), QueryResults.expansion(reply("250 " + text)).mailboxes(), text);
        }
        assertEquals(
                1, QueryResults.expansion(reply("250 <postmaster>")).mailboxes().size());
    }

    @Test
    void aMailboxIsFoundInEachForm() throws MalformedReplyException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            String mailbox = mailbox(random);
            String name = name(random);
            String written = random.nextBoolean() || !isPlain(name) ? quoted(name) : name;
            String status = random.nextBoolean() ? "2.1.5 " : "";
            boolean bracketed = random.nextInt(3) > 0;
            String text = bracketed ? (written + " <" + mailbox + ">").strip() : mailbox;
            String after = bracketed && random.nextInt(4) == 0 ? " is <deliverable>" : "";
            Reply reply = reply("250-" + status + text + after, "250 " + status + "<last@lab.test>");
            List<InternetAddress> found = QueryResults.expansion(reply).mailboxes();
            String context = "seed " + seed + ": " + reply;
            assertEquals(2, found.size(), context);
            assertEquals(mailbox, found.get(0).getAddress(), context);
            assertEquals(
                    bracketed ? name.strip() : "",
                    found.get(0).getPersonal() == null ? "" : found.get(0).getPersonal(),
                    context);
            assertEquals("last@lab.test", found.get(1).getAddress(), context);
        }
    }

    @Test
    void aMailboxOfAnyReplyCanBeARecipient() throws MalformedReplyException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "ab <>@\"\\,.:[]\t\u0001é2.1.5 ";
        int found = 0;
        for (int i = 0; i < 20000; i++) {
            StringBuilder line = new StringBuilder("250 ");
            for (int length = random.nextInt(24); length > 0; length--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (InternetAddress mailbox :
                    QueryResults.verification(reply(line.toString())).mailboxes()) {
                found++;
                assertFalse(mailbox.getAddress().isEmpty(), "seed " + seed + ": " + line);
                assertEquals(mailbox.getAddress(), new Path(mailbox.getAddress()).mailbox(), "seed " + seed);
            }
        }
        assertTrue(found > 100, "seed " + seed + ": " + found);
    }

    private static String mailbox(Random random) {
        String local = random.nextBoolean() ? "joe." + random.nextInt(100) : quoted(text(random, QUOTED_CHARACTERS));
        return local + (random.nextInt(4) == 0 ? "@[IPv6:2001:db8::1]" : "@lab" + random.nextInt(10) + ".test");
    }

    private static String name(Random random) {
        return text(random, random.nextBoolean() ? NAME_CHARACTERS : QUOTED_CHARACTERS)
                .strip();
    }

    private static String text(Random random, String alphabet) {
        StringBuilder text = new StringBuilder("n");
        for (int length = random.nextInt(10); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean isPlain(String name) {
        return name.chars().noneMatch(c -> "<>@,;:\\\"".indexOf(c) >= 0);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static Verification.Outcome verified(String line) throws MalformedReplyException {
        return QueryResults.verification(reply(line)).outcome();
    }

    private static OptionalInt pending(String line) throws MalformedReplyException {
        return QueryResults.queueStart(reply(line)).pending();
    }

    private static Reply reply(String... lines) throws MalformedReplyException {
        return Reply.of(List.of(lines));
    }
}
