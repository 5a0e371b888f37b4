package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.testing.DialogFile;
import dev.parley.testing.dialog.SmtpDefaults;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The exceptions, their chains, the events and what goes over the wire are Angus Mail's, wherever the server refuses
 * something: each case is run with its transport, too, and the two must not be told apart.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SameAsAngusTest {
    private static final Path DIALOGS = Path.of("src/test/resources/dialogs/refusals");

    /** Where ours is the better way. */
    private static final Set<String> BETTER = Set.of(
            "reportsuccess.txt", // full success is no partial delivery
            "rset.txt", // a server that keeps the transaction gets no other message
            "sender-at-rcpt.txt", // the message names the sender, not the recipients
            "sender-cannot-be-sent.txt"); // Angus Mail sends eight-bit addresses without SMTPUTF8

    private static final List<Integer> REFUSALS =
            List.of(450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 510, 521, 550, 551, 552, 553, 554, 555, 571);

    @ParameterizedTest
    @MethodSource
    void files(Path file) throws Exception {
        DialogScript script = new DialogFile(file, new SmtpDefaults()).script();
        DialogRun theirs = new DialogRun(SameAsAngusTest::angus);
        perform(script, theirs);
        assertEquals(comparable(theirs.expected), comparable(theirs.outcome));
    }

    static Stream<Path> files() throws IOException {
        return DialogScript.files(DIALOGS).stream()
                .filter(file -> !BETTER.contains(file.getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource
    void replies(Case each) throws Exception {
        DialogScript script = DialogScript.parse(each.toString(), each.dialog());
        DialogRun ours = new DialogRun();
        DialogRun theirs = new DialogRun(SameAsAngusTest::angus);
        perform(script, ours);
        perform(script, theirs);
        assertEquals(comparable(theirs.outcome), comparable(ours.outcome));
    }

    /**
     * Without the text of the exception for a partial delivery: Angus Mail has the positive reply there. "Invalid Addresses"
     * is the beginning of a longer text.
     */
    private static String comparable(List<String> outcome) {
        return lines(outcome)
                .replaceAll("(SMTPSendFailedException 250 to \\.: )(?:250|delivered to).*? sent=", "$1... sent=")
                .replaceAll("(: Invalid Addresses): localhost:\\w+ rejected .*? sent=", "$1 sent=");
    }

    static Stream<Case> replies() {
        List<Case> cases = new ArrayList<>();
        for (int code : REFUSALS) {
            for (boolean partial : new boolean[] {false, true}) {
                cases.add(new Case("MAIL", code, partial, false));
                cases.add(new Case("RCPT", code, partial, false));
                cases.add(new Case("DATA", code, partial, false));
                cases.add(new Case(".", code, partial, false));
                cases.add(new Case("RCPT", code, partial, true));
            }
        }
        return cases.stream();
    }

    /** One command of a send to three is refused: of the three RCPT the second. */
    record Case(String refused, int code, boolean partial, boolean reportSuccess) {
        String dialog() {
            List<String> lines = new ArrayList<>(List.of(
                    "given mail.smtp.sendpartial=" + partial,
                    "given mail.smtp.reportsuccess=" + reportSuccess,
                    "given mail.smtp.compatibility=angus",
                    "when connect",
                    "S: 220 mx",
                    "C: EHLO client.example",
                    "S: 250 mx",
                    "when send a@x.test,b@x.test,c@x.test",
                    "| From: a@lab.test",
                    "| ",
                    "| Hello"));
            boolean goesOn = say(lines, "MAIL FROM:<a@lab.test>", "MAIL", 250);
            if (goesOn) {
                say(lines, "RCPT TO:<a@x.test>", "", 250);
                goesOn = say(lines, "RCPT TO:<b@x.test>", "RCPT", 250) || partial;
                say(lines, "RCPT TO:<c@x.test>", "", 251);
            }
            goesOn = goesOn && say(lines, "DATA", "DATA", 354);
            if (goesOn) {
                lines.addAll(List.of("C: From: a@lab.test", "C: ", "C: Hello"));
                goesOn = say(lines, ".", ".", 250);
            }
            if (!goesOn) {
                say(lines, "RSET", "", 250);
            }
            lines.add("when close");
            say(lines, "QUIT", "", 221);
            return String.join("\n", lines) + "\n";
        }

        private boolean say(List<String> lines, String command, String kind, int good) {
            boolean no = kind.equals(refused);
            lines.add("C: " + command);
            lines.add("S: " + (no ? code + "-no,\nS: " + code + " 5.7.1 never" : good + " ok"));
            return !no;
        }
    }

    private static void perform(DialogScript script, DialogRun run) throws Exception {
        List<String> transcript = run.perform(script, SSLContext.getDefault());
        assertEquals(lines(script.conversation()), lines(transcript));
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }

    /** Angus Mail's transport, whose events are told at once: its own queue tells them when it gets round to it. */
    private static Transport angus(Session session, String protocol, DialogRun.Events events) {
        return new SMTPTransport(session, new URLName("smtp", null, -1, null, null, null)) {
            private boolean told;

            @Override
            public void sendMessage(Message message, Address[] to) throws MessagingException {
                told = false;
                super.sendMessage(message, to);
            }

            @Override
            protected void notifyConnectionListeners(int type) {
                if (type == ConnectionEvent.CLOSED) {
                    events.closed();
                }
            }

            @Override
            protected void notifyTransportListeners(
                    int type, Address[] sent, Address[] unsent, Address[] invalid, Message message) {
                if (!told) { // Its listeners hear only the first, too.
                    events.sent(type, sent, unsent, invalid);
                }
                told = true;
            }
        };
    }
}
