package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.Directive;
import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.testing.ConsolePrint;
import dev.parley.testing.Headline;
import dev.parley.testing.RemoteSockets;
import dev.parley.testing.TlsServers;
import dev.parley.trace.DialogTrail;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.event.TransportListener;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPAddressSucceededException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * Performs a dialog file in its explicit form: {@code given} sets a property, {@code when} calls the transport, and
 * {@code then} lists all events and results. An exception must have the trail of its dialog.
 *
 * <p>{@code {port}} in a property is the port of the scripted server; {@code given port} is another port to connect to;
 * {@code given peer} is the address that the sockets of the transport report for the server; {@code given tls} is one of
 * {@link TlsServers}.
 */
final class DialogRun {
    final List<String> expected = new ArrayList<>();
    final List<String> outcome = new ArrayList<>();
    final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    /** What printStackTrace prints of all exceptions, without the lines of the stack. */
    final List<String> console = new ArrayList<>();

    private final Properties properties = new Properties();
    private String host = "localhost";
    private OptionalInt elsewhere = OptionalInt.empty();
    private String protocol = "parley";
    private String user;
    private String password;
    private Session session;
    private Transport transport;
    private final Maker maker;
    private final Map<String, String> fixed;

    /** Makes the transport of a Session, and has its events told. */
    interface Maker {
        Transport make(Session session, String protocol, Events events) throws MessagingException;
    }

    /** The transport is ours. */
    DialogRun() {
        this(DialogRun::ours);
    }

    DialogRun(Maker maker) {
        this(maker, Map.of());
    }

    /** @param fixed properties that stay as they are, whatever the file says */
    DialogRun(Map<String, String> fixed) {
        this(DialogRun::ours, fixed);
    }

    private DialogRun(Maker maker, Map<String, String> fixed) {
        this.maker = maker;
        this.fixed = fixed;
        this.properties.putAll(fixed);
    }

    private static Transport ours(Session session, String protocol, Events events) throws MessagingException {
        Transport transport = session.getTransport(protocol);
        transport.addConnectionListener(new ConnectionAdapter() {
            @Override
            public void closed(ConnectionEvent e) {
                events.closed();
            }
        });
        transport.addTransportListener(new TransportListener() {
            @Override
            public void messageDelivered(TransportEvent e) {
                add(e);
            }

            @Override
            public void messageNotDelivered(TransportEvent e) {
                add(e);
            }

            @Override
            public void messagePartiallyDelivered(TransportEvent e) {
                add(e);
            }

            private void add(TransportEvent e) {
                events.sent(
                        e.getType(), e.getValidSentAddresses(), e.getValidUnsentAddresses(), e.getInvalidAddresses());
            }
        });
        return transport;
    }

    /** @return what was really said on the wire */
    List<String> perform(DialogScript script, SSLContext tls) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(tls))) {
            perform(script, server.port(), server::transcript);
            return server.transcript();
        }
    }

    /** @param ended waits for the end of the server that listens there */
    void perform(DialogScript script, int port, Call ended) throws Exception {
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.lmtp.localhost", "client.example");
        properties.put("mail.event.executor", (Executor) Runnable::run);
        for (Directive directive : script.directives()) {
            switch (directive.word()) {
                case "given" -> given(directive.rest().replace("{port}", String.valueOf(port)));
                case "when" -> when(directive, port, ended);
                case "then" -> expected.add(directive.rest());
                default -> throw new IllegalArgumentException(script.name() + ": " + directive.word());
            }
        }
        if (transport instanceof SmtpTransport own) {
            SmtpConnection open = own.connection().current();
            if (open != null) {
                open.close("the test is over");
            }
        }
    }

    void given(String rest) throws UnknownHostException {
        if (TlsServers.isGiven(rest)) {
            return;
        }
        String[] pair = rest.split("=", 2);
        switch (pair[0]) {
            case "user" -> user = pair[1];
            case "password" -> password = pair[1];
            case "host" -> host = pair[1];
            case "port" -> elsewhere = OptionalInt.of(Integer.parseInt(pair[1]));
            case "protocol" -> protocol = pair[1];
            case "peer" -> properties.put("mail.smtp.socketFactory", new RemoteSockets(pair[1]));
            default -> properties.put(pair[0], fixed.getOrDefault(pair[0], pair[1]));
        }
    }

    private void when(Directive directive, int port, Call ended) throws Exception {
        String[] words = directive.rest().split(" ");
        switch (words[0]) {
            case "connect" -> tell(() -> connect(port), "connected");
            case "send" -> send(message(directive.body()), addresses(words[1]));
            case "send~" -> send(message(unescaped(directive.body())), addresses(words[1]));
            case "sendall" -> sendAll(directive.body(), Integer.parseInt(words[1]));
            case "close" -> tell(transport::close, "closed");
            case "isConnected" -> outcome.add("connected: " + transport.isConnected());
            case "issue" -> tell(() -> own().issueCommand(directive.rest().substring(6), 250), "issued");
            case "verify", "expand", "help", "etrn", "noop" -> query(words[0], directive.rest());
            case "capabilities" ->
                outcome.add(own().connection().current().capabilities().toString());
            case "wait" -> ended.run();
            case "sleep" -> Thread.sleep(Long.parseLong(words[1]));
            case "delivery" ->
                note(own().getLastDelivery().map(DialogRun::shown).orElse("no delivery"));
            case "set" -> given(directive.rest().substring(4));
            default -> throw new IllegalArgumentException(directive.rest());
        }
    }

    /** The argument is what follows the word and a blank. */
    private void query(String word, String line) throws Exception {
        String argument = line.length() > word.length() ? unescapedText(line.substring(word.length() + 1)) : "";
        ask(() -> switch (word) {
            case "verify" -> {
                Verification result = own().verify(argument);
                yield result.outcome() + shown(result.mailboxes()) + ": " + result.reply();
            }
            case "expand" -> {
                Expansion result = own().expand(argument);
                yield result.outcome() + shown(result.mailboxes()) + ": " + result.reply();
            }
            case "help" -> {
                HelpText result = line.equals(word) ? own().help() : own().help(argument);
                yield result.outcome() + (result.lines().isEmpty() ? "" : " " + result.lines()) + ": " + result.reply();
            }
            case "etrn" -> {
                QueueStart result = own().etrn(argument);
                yield result.outcome()
                        + (result.pending().isPresent() ? " " + result.pending().getAsInt() : "")
                        + ": " + result.reply();
            }
            default -> own().noop().toString();
        });
    }

    private static String shown(List<InternetAddress> mailboxes) {
        return mailboxes.isEmpty()
                ? ""
                : mailboxes.stream()
                        .map(InternetAddress::toUnicodeString)
                        .toList()
                        .toString();
    }

    private SmtpTransport own() {
        return (SmtpTransport) transport;
    }

    private void send(MimeMessage message, Address[] to) throws Exception {
        byte[] before = octets(message);
        tell(() -> transport.sendMessage(message, to), "sent");
        assertArrayEquals(before, octets(message), "the message was changed");
    }

    /** The same message so many times, each to the recipients in its header. */
    private void sendAll(List<String> lines, int times) throws MessagingException {
        List<MimeMessage> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(message(lines));
        }
        own().sendAll(all).forEach(delivery -> note(shown(delivery)));
    }

    private static String shown(Delivery delivery) {
        return delivery.toString().replaceAll("\\d+ ms", "0 ms")
                + (delivery.isComplete() ? ", complete" : "")
                + (delivery.isUncertain() ? ", uncertain" : "");
    }

    private static byte[] octets(MimeMessage message) throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toByteArray();
    }

    private void note(String line) {
        outcome.add(line.replace("\r", "\\r").replace("\n", "\\n"));
    }

    interface Call {
        void run() throws Exception;
    }

    private void tell(Call call, String done) throws Exception {
        ask(() -> {
            call.run();
            return done;
        });
    }

    /** Notes what the transport returns, or throws. */
    private void ask(Callable<String> call) throws Exception {
        try {
            note(call.call());
        } catch (MessagingException | IllegalStateException e) {
            assertTrue(isOurs(e) || DialogTrail.of(e).isPresent(), () -> "without a trail: " + e);
            console.addAll(ConsolePrint.of(e));
            for (Throwable next = e; next != null; next = next.getCause()) {
                if (next == e || next instanceof MessagingException) {
                    note((next == e ? "" : "next ") + shown(next));
                }
            }
        }
    }

    /** What this side finds wrong with what it was given, before it says a word; and another provider's failures. */
    private boolean isOurs(Exception e) {
        return e instanceof IllegalStateException
                || e.getCause() instanceof IllegalArgumentException
                || !(transport instanceof SmtpTransport);
    }

    private void connect(int port) throws MessagingException {
        if (session == null) {
            session = Session.getInstance(properties);
            session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
            transport = maker.make(session, protocol, new Events());
        }
        transport.connect(host, elsewhere.orElse(port), user, password);
    }

    private MimeMessage message(List<String> lines) throws MessagingException {
        String text = String.join("\r\n", lines) + "\r\n";
        return message(text.getBytes(StandardCharsets.UTF_8));
    }

    private MimeMessage message(byte[] octets) throws MessagingException {
        return new MimeMessage(session, new ByteArrayInputStream(octets));
    }

    /** The lines one behind another, with the escapes of the conversation's own {@code C~}. */
    private static byte[] unescaped(List<String> lines) {
        return unescapedText(String.join("", lines)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String unescapedText(String text) {
        return Pattern.compile("\\\\(x..|.)")
                .matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape.group(1))));
    }

    private static String unescaped(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }

    private static Address[] addresses(String to) {
        return Arrays.stream(to.split(","))
                .map(address -> {
                    InternetAddress raw = new InternetAddress();
                    raw.setAddress(
                            address.replace("\\r", "\r").replace("\\n", "\n").replace("_", " "));
                    return raw;
                })
                .toArray(Address[]::new);
    }

    private static String shown(Throwable e) {
        String text = known(e.getClass()).getSimpleName();
        if (e instanceof SMTPSendFailedException f) {
            text += " " + f.getReturnCode() + " to " + f.getCommand();
        } else if (e instanceof SMTPAddressFailedException f) {
            text += " " + f.getReturnCode() + " to " + f.getCommand() + " for "
                    + f.getAddress().getAddress();
        } else if (e instanceof SMTPSenderFailedException f) {
            text += " " + f.getReturnCode() + " to " + f.getCommand() + " for "
                    + f.getAddress().getAddress();
        } else if (e instanceof SMTPAddressSucceededException f) {
            text += " " + f.getReturnCode() + " to " + f.getCommand() + " for "
                    + f.getAddress().getAddress();
        }
        text += ": " + Headline.of(e);
        if (e instanceof SendFailedException f
                && (f.getValidUnsentAddresses() != null || f.getValidSentAddresses() != null)) {
            text += " " + arrays(f.getValidSentAddresses(), f.getValidUnsentAddresses(), f.getInvalidAddresses());
        }
        return text;
    }

    /** The type that an application of Angus Mail knows. */
    private static Class<?> known(Class<?> type) {
        return type.getName().startsWith("dev.parley.") ? known(type.getSuperclass()) : type;
    }

    private static String arrays(Address[] sent, Address[] unsent, Address[] invalid) {
        return "sent=%s unsent=%s invalid=%s"
                .formatted(Arrays.toString(sent), Arrays.toString(unsent), Arrays.toString(invalid));
    }

    /** What listeners are told. */
    final class Events {
        void closed() {
            outcome.add("event CLOSED");
        }

        void sent(int type, Address[] sent, Address[] unsent, Address[] invalid) {
            String name = switch (type) {
                case TransportEvent.MESSAGE_DELIVERED -> "DELIVERED";
                case TransportEvent.MESSAGE_NOT_DELIVERED -> "NOT_DELIVERED";
                default -> "PARTIALLY_DELIVERED";
            };
            note("event " + name + " " + arrays(sent, unsent, invalid));
        }
    }
}
