package dev.parley.smtp;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import dev.parley.trace.explanation.Explanation;
import dev.parley.trace.explanation.Explanations;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A message is sent to a server with each reply of {@code explanations.txt}; its entry must explain the reply. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogueDialogsTest {
    private static final Pattern EXAMPLE = Pattern.compile("(smtp|lmtp)(\\+token|\\+certificate)? ([a-z_]+): (.*)");
    private static final Pattern PLACE = Pattern.compile("\\{[^}]*}");

    private static final String MESSAGE = "From: a@x.test\r\nSubject: x\r\n\r\nx";

    /** The phases of commands; the replies to EHLO and LHLO are one phase. */
    private static final Map<String, String> PHASES = Map.ofEntries(
            entry("EHLO", "hello"),
            entry("LHLO", "hello"),
            entry("HELO", "hello"),
            entry("STARTTLS", "starttls"),
            entry("AUTH", "auth"),
            entry("MAIL", "mail"),
            entry("RCPT", "rcpt"),
            entry("DATA", "data"),
            entry("VRFY", "vrfy"),
            entry("EXPN", "expn"),
            entry("HELP", "help"),
            entry("ETRN", "etrn"),
            entry("XCUSTOM", "custom"),
            entry("NOOP", "noop"));

    private final List<TraceEvent.Explained> explained = new ArrayList<>();

    static Stream<Arguments> replies() {
        return Explanations.all().stream()
                .flatMap(entry -> entry.evidence().examples().stream()
                        .map(EXAMPLE::matcher)
                        .filter(Matcher::matches)
                        .map(example -> arguments(entry.name(), example.group(), entry)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("replies")
    void theEntryExplainsItsReply(String name, String example, Explanation entry) throws IOException {
        Matcher parts = EXAMPLE.matcher(example);
        assertTrue(parts.matches(), example);
        send(parts.group(1), parts.group(2), parts.group(3), parts.group(4).replace("\\n", "\r\n"));
        Pattern expected =
                Pattern.compile(filled(entry.meaning() + "\n" + entry.fix().orElse("")));
        Set<String> sentences = explained.stream()
                .map(event -> event.meaning() + "\n" + event.fix().orElse(""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(
                sentences.stream().anyMatch(expected.asMatchPredicate()), () -> expected + " is not in " + sentences);
        assertEquals(entry.source(), source(expected));
    }

    private Optional<String> source(Pattern sentence) {
        return explained.stream()
                .filter(event -> sentence.asMatchPredicate()
                        .test(event.meaning() + "\n" + event.fix().orElse("")))
                .findFirst()
                .orElseThrow()
                .source();
    }

    private static String filled(String text) {
        return Arrays.stream(PLACE.split(text, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    /**
     * The failures have dialogs of their own: {@code ExplainedDialogsTest} lists those that have none. A login by ticket
     * needs a KDC, which only the tests with real servers have.
     */
    @Test
    void eachEntryForAReplyHasADialog() {
        Set<String> played = replies().map(reply -> (String) reply.get()[0]).collect(Collectors.toSet());
        Set<String> others = new TreeSet<>();
        for (Explanation entry : Explanations.all()) {
            boolean isReply = entry.evidence().examples().stream().noneMatch(example -> example.matches("\\S+[!?] .*"));
            if (isReply
                    && !entry.protocol().startsWith("sieve")
                    && !entry.when().contains("ticket")
                    && !played.contains(entry.name())) {
                others.add(entry.name());
            }
        }
        assertEquals(Set.of(), others);
        assertTrue(played.size() >= 190, () -> played.size() + " entries have a dialog");
    }

    /** Logs in only for a reply to AUTH, starts TLS only for one to STARTTLS, and uses BDAT only for one to a chunk. */
    private void send(String protocol, String loginBy, String phase, String reply) throws IOException {
        Properties properties = new Properties();
        properties.put("mail." + protocol + ".trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Explained one) {
                explained.add(one);
            }
        });
        properties.put("mail." + protocol + ".trace.explain", "all");
        properties.put("mail." + protocol + ".localhost", "client.example");
        properties.put("mail." + protocol + ".starttls.enable", phase.equals("starttls"));
        if (loginBy != null) {
            String mechanism = loginBy.equals("+token") ? "XOAUTH2" : "EXTERNAL";
            properties.put("mail." + protocol + ".auth.mechanisms", mechanism);
        }
        Session session = Session.getInstance(properties);
        boolean login = phase.equals("auth");
        try (RefusingServer server = new RefusingServer(phase, reply);
                SmtpTransport transport = (SmtpTransport) session.getTransport(protocol)) {
            transport.connect("127.0.0.1", server.port(), login ? "joe" : null, login ? "secret" : null);
            if (phase.equals("custom") || phase.equals("noop")) {
                transport.simpleCommand("XCUSTOM b");
                transport.isConnected();
                return;
            }
            if (query(transport, phase)) {
                return;
            }
            InputStream raw = new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.US_ASCII));
            transport.sendMessage(new MimeMessage(session, raw), InternetAddress.parse("b@x.test"));
        } catch (MessagingException e) {
            // The explanation is of interest, which is in the trace where nothing is thrown, too.
        }
    }

    /** @return whether the phase is that of a single command, which was sent */
    private static boolean query(SmtpTransport transport, String phase) throws MessagingException {
        switch (phase) {
            case "vrfy" -> transport.verify("b");
            case "expn" -> transport.expand("b");
            case "help" -> transport.help();
            case "etrn" -> transport.etrn("x.test");
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Accepts everything but the commands of one phase. */
    private static final class RefusingServer implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final Thread thread = new Thread(this::run);
        private final String phase;
        private final String reply;

        RefusingServer(String phase, String reply) throws IOException {
            this.phase = phase;
            this.reply = reply;
            thread.start();
        }

        int port() {
            return listening.getLocalPort();
        }

        private void run() {
            try (Socket client = listening.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                write(client, phase.equals("greeting") ? reply : "220 mx.lab.test");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String verb = line.split(" ")[0];
                    if (verb.equals("BDAT")) {
                        in.skip(Long.parseLong(line.split(" ")[1]));
                        write(client, reply);
                    } else if (phase.equals(PHASES.get(verb))) {
                        write(client, reply);
                    } else if (verb.equals("DATA")) {
                        write(client, "354 go");
                        while (!in.readLine().equals(".")) {
                            // The content does not matter.
                        }
                        write(client, phase.equals("end_of_data") ? reply : "250 ok");
                    } else {
                        write(client, accepted(verb));
                    }
                }
            } catch (IOException e) {
                // The client, or the test, closed the connection.
            }
        }

        private String accepted(String verb) {
            return switch (verb) {
                case "EHLO", "LHLO" ->
                    "250-mx.lab.test\r\n"
                            + switch (phase) {
                                case "auth" -> "250 AUTH PLAIN XOAUTH2 EXTERNAL";
                                case "starttls" -> "250 STARTTLS";
                                case "chunk" -> "250 CHUNKING";
                                case "etrn" -> "250 ETRN";
                                default -> "250 SIZE 1000000";
                            };
                case "QUIT" -> "221 bye";
                case "XCUSTOM" -> "502 no";
                default -> "250 ok";
            };
        }

        private static void write(Socket client, String text) throws IOException {
            client.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            listening.close();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
