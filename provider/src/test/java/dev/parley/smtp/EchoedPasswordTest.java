package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Credentials;
import dev.parley.testing.Spellings;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server repeats the password in each of its replies, in every spelling: no trace and no exception has it. And its
 * control characters are in no exception.
 */
class EchoedPasswordTest extends TransportFixture {
    private static final List<String> MECHANISMS = List.of(
            "PLAIN",
            "LOGIN",
            "XOAUTH2",
            "OAUTHBEARER",
            "CRAM-MD5",
            "DIGEST-MD5",
            "SCRAM-SHA-1",
            "SCRAM-SHA-256",
            "SCRAM-SHA-512",
            "NTLM",
            "EXTERNAL");

    /** The command to whose reply the text belongs, and how it begins; the last line of a reply is made from it. */
    private static final List<String> LOGIN_REPLIES =
            List.of("AUTH 535 5.7.8 ", "AUTH 235 2.7.0 ", "AUTH 421 ", "AUTH ", "AUTH 334 ", "AUTH 334 base64");

    private static final List<String> REPLIES = List.of(
            "MAIL 250 ",
            "MAIL 550 5.1.7 ",
            "MAIL 421 4.3.2 ",
            "MAIL ",
            "RCPT 250 ",
            "RCPT 550 5.1.1 ",
            "RCPT 452 4.5.3 ",
            "RCPT 421 ",
            "DATA 354 ",
            "DATA 554 ",
            "DATA 25",
            ". 250 2.0.0 Ok: queued as ",
            ". 554 ",
            ". 421 ",
            ". 25",
            "NOOP 250 ",
            "NOOP 500 ",
            "RSET 250 ",
            "RSET 500 ",
            "QUIT 221 ",
            "QUIT x");

    /** The minimum length of a piece that is redacted. */
    private static final int PIECE = 12;

    private static final String CONTROLS = "\u0000\u001b\u0007\u009b\u007f\u202e\u2066\u200f\u061c";

    @Test
    void theTestFindsWhatIsNotRedacted() throws Exception {
        String unknown = "0ther-Passw0rd";
        Spellings.of(unknown).forEach((name, spelled) -> {
            String left = left("PLAIN", "MAIL 550 5.1.7 ", "sEcr3t-pw", List.of(spelled));
            assertTrue(Spellings.leaks(spelled, left), name);
        });
    }

    @ParameterizedTest
    @FieldSource("MECHANISMS")
    void inEveryReplyToTheLogin(String mechanism) {
        for (String password : Spellings.PASSWORDS) {
            LOGIN_REPLIES.forEach(reply -> assertNoLeak(mechanism, reply, password));
        }
    }

    @ParameterizedTest
    @FieldSource("REPLIES")
    void inEveryLaterReply(String reply) {
        for (String password : Spellings.PASSWORDS) {
            assertNoLeak("PLAIN", reply, password);
        }
    }

    /** Each line begins with the reply code and a hyphen, which is a character of a token. */
    @ParameterizedTest
    @ValueSource(ints = {60, 30, 16})
    void aTokenSplitOverTheLinesOfAReply(int length) {
        String token =
                "ya29.a0AfB_byC7Xk3mQ9vR2sT5uW8xZ1bD4eF6gH.iJ0kLmNoPqRsTuVwXyZaBcDeFg7hI9jK1lM3nO5pQ.7rS9tU1vW3xY5zA7bC9"
                        + "dE1fG3hI5jK7lM9nO1";
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < token.length() - PIECE; at += length) {
            pieces.add(token.substring(at, Math.min(token.length(), at + length)));
        }
        for (String reply : List.of("AUTH 535 ", "AUTH 235 ", "MAIL 550 ")) {
            String left = left("XOAUTH2", reply, token, pieces);
            for (int at = 0; at + PIECE <= token.length(); at++) {
                String piece = token.substring(at, at + PIECE);
                assertFalse(left.contains(piece), () -> piece + " is in:\n" + left);
            }
        }
    }

    @Test
    void everySpellingOfPasswordsFromAllOfUnicode() {
        long seed = System.nanoTime();
        System.out.println("EchoedPasswordTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            String password = Spellings.password(random);
            Trace trace = new Trace(List.of());
            new Credentials("joe", password).hideIn(trace);
            Spellings.of(password).forEach((name, spelled) -> {
                String shown = trace.forException("535 no: " + spelled + " is wrong");
                assertFalse(Spellings.leaks(spelled, shown), () -> name + " of " + password + ": " + shown);
                assertEquals("535 no: ", shown.substring(0, 8));
                assertTrue(shown.endsWith(" is wrong"), shown);
            });
        }
    }

    private void assertNoLeak(String mechanism, String reply, String password) {
        Map<String, String> all = Spellings.of(password);
        if (reply.endsWith("base64")) {
            all.remove("percent twice"); // Three encodings in one another are not looked for.
        }
        List<String> spelled = List.copyOf(all.values());
        String left = left(mechanism, reply, password, spelled);
        for (String each : spelled) {
            assertFalse(Spellings.leaks(each, left), () -> mechanism + ", " + reply + ", " + each + " is in:\n" + left);
        }
    }

    /** All that is left of a dialog in which one reply has these texts: traces, exceptions, what the API returns. */
    private String left(String mechanism, String reply, String password, List<String> texts) {
        StringBuilder left = new StringBuilder();
        ByteArrayOutputStream debug = new ByteArrayOutputStream();
        TraceSink sink = (TraceEvent event) -> left.append(event).append('\n');
        try (EchoServer server = new EchoServer(mechanism, reply, texts)) {
            properties.put("mail.smtp.trace", "text");
            properties.put("mail.smtp.trace.explain", "all");
            properties.put("mail.smtp.trace.sink", sink);
            properties.put("mail.smtp.auth.mechanisms", mechanism);
            properties.put("mail.smtp.starttls.enable", "false");
            properties.put("mail.smtp.quitwait", "true");
            Session session = session();
            session.setDebugOut(new PrintStream(debug, true, StandardCharsets.UTF_8));
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            try (transport) {
                transport.connect("127.0.0.1", server.port(), "joe", password);
                transport.sendMessage(message("x"), TO);
                transport.simpleCommand("NOOP");
                transport.setUseRset(true);
                transport.issueCommand("RSET", 250);
            } catch (MessagingException e) {
                assertNoControls(e);
                StringWriter trace = new StringWriter();
                for (Exception next = e;
                        next != null;
                        next = next instanceof MessagingException m ? m.getNextException() : null) {
                    next.printStackTrace(new PrintWriter(trace));
                }
                left.append(trace);
            }
            left.append(transport.getLastServerResponse());
            left.append(transport.getLastDelivery());
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
        return left + debug.toString(StandardCharsets.UTF_8);
    }

    private static void assertNoControls(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            assertTrue(
                    message.codePoints().allMatch(c -> c == '\n' || CONTROLS.indexOf(c) < 0),
                    () -> "control characters in: " + message);
        }
    }

    /** Takes any login and any message, and has its texts in the lines of one reply. */
    private static final class EchoServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        private final String mechanism;
        private final String command;
        private final String begin;
        private final List<String> texts;
        private final Thread thread;

        EchoServer(String mechanism, String reply, List<String> texts) throws IOException {
            this.mechanism = mechanism;
            this.command = reply.split(" ")[0];
            this.begin = reply.substring(command.length() + 1);
            this.texts = texts;
            this.thread = new Thread(this::run, "echo server");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void run() {
            try (Socket client = listener.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                say(client.getOutputStream(), "220 mx");
                talk(in, client.getOutputStream());
            } catch (IOException e) {
                // The client or the test has ended it.
            }
        }

        private void talk(BufferedReader in, OutputStream out) throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split(" ")[0];
                if (verb.equals("EHLO")) {
                    say(out, "250-mx", "250-ENHANCEDSTATUSCODES", "250 AUTH " + mechanism);
                } else if (verb.equals("AUTH")) {
                    logIn(in, out);
                } else if (verb.equals("DATA")) {
                    String last = reply(out, "DATA", "354 go");
                    for (String text = "x"; last.startsWith("354") && !text.equals("."); ) {
                        text = in.readLine();
                    }
                    if (last.startsWith("354")) {
                        reply(out, ".", "250 ok");
                    }
                } else {
                    String last = reply(out, verb, verb.equals("QUIT") ? "221 bye" : "250 ok");
                    if (verb.equals("QUIT") || last.startsWith("421")) {
                        return;
                    }
                }
            }
        }

        private void logIn(BufferedReader in, OutputStream out) throws IOException {
            int challenges = mechanism.equals("LOGIN") ? 2 : mechanism.equals("CRAM-MD5") ? 1 : 0;
            for (int i = 0; i < challenges; i++) {
                say(out, "334 PDFAeD4=");
                in.readLine();
            }
            if (reply(out, "AUTH", "235 ok").startsWith("334")) {
                in.readLine();
                say(out, "535 no");
            }
        }

        /** @return the last line of the reply */
        private String reply(OutputStream out, String to, String otherwise) throws IOException {
            if (!to.equals(command)) {
                say(out, otherwise);
                return otherwise;
            }
            if (begin.endsWith("base64")) {
                byte[] all = String.join(" ", texts).getBytes(StandardCharsets.UTF_8);
                String line = "334 " + Base64.getEncoder().encodeToString(all);
                say(out, line);
                return line;
            }
            boolean multiline = begin.matches("\\d{3} .*") && !begin.startsWith("334");
            String[] lines = texts.stream().map(text -> begin + text + CONTROLS).toArray(String[]::new);
            for (int i = 0; multiline && i < lines.length - 1; i++) {
                lines[i] = lines[i].substring(0, 3) + "-" + lines[i].substring(4);
            }
            say(out, multiline ? lines : new String[] {begin + String.join(" ", texts) + CONTROLS});
            return lines[lines.length - 1];
        }

        private static void say(OutputStream out, String... lines) throws IOException {
            String all = Stream.of(lines).map(line -> line + "\r\n").collect(Collectors.joining());
            out.write(all.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
