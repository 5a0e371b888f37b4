package dev.parley.junit;

import dev.parley.replay.DialogServer;
import dev.parley.replay.ReplayOptions;
import dev.parley.replay.smtp.SmtpServer;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/**
 * An SMTP server for tests: one that accepts every message, or one that replays a file.
 *
 * <pre>
 * &#64;RegisterExtension
 * SmtpServerExtension server = SmtpServerExtension.accepting();
 *
 * &#64;Test
 * void theOrderIsConfirmed() throws Exception {
 *     new OrderMail(server.session()).confirm("joe&#64;example.test");
 *     server.message().assertRecipients("joe&#64;example.test").assertSubject("Your order");
 * }
 * </pre>
 *
 * <p>A server in an instance field is started before each test on a free port, and closed after it; the tests may run in
 * parallel. A server in a static field has one port for all tests of the class, which must not run in parallel; it is
 * restarted before each test, without the messages and settings of the test before.
 *
 * <p>If a test fails, the dialog of each connection is added to its failure as text, and written as an HTML page. Clients
 * that have the {@link #properties} and use Parley show their trace, all others the commands and replies. Secrets of logins
 * are redacted. If all tests pass, nothing is printed.
 */
public final class SmtpServerExtension extends ServerExtension {
    private static final Duration AWAITED = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(300);

    private final Optional<Replayed> replayed;
    private final List<Consumer<SmtpServer>> settings = new ArrayList<>();

    /** For all tests. */
    private boolean ignoresMismatches;

    /** For the present test. */
    private boolean ignoresMismatchesInTest;

    /** Null while it is not running. */
    private @Nullable Running running;

    private SmtpServerExtension(Optional<Replayed> replayed) {
        this.replayed = replayed;
    }

    /** A server that accepts every login and every message. */
    public static SmtpServerExtension accepting() {
        return new SmtpServerExtension(Optional.empty());
    }

    /**
     * A server that replays a dialog file or a recorded trace ({@link DialogServer}). A test fails if its client does not
     * follow the file.
     */
    public static SmtpServerExtension replay(Path file) {
        return replay(file, ReplayOptions.DEFAULT);
    }

    /** @param options without a certificate, the one that {@link #properties} trust is used */
    public static SmtpServerExtension replay(Path file, ReplayOptions options) {
        return new SmtpServerExtension(Optional.of(new Replayed(file, options)));
    }

    /** Rejects the first attempt for each pair of sender and recipient with 450, and accepts the second. */
    public SmtpServerExtension greylisting() {
        return set(SmtpServer::greylist);
    }

    /** Neither announces nor accepts STARTTLS, as when an attacker removes it. */
    public SmtpServerExtension withoutStartTls() {
        return set(SmtpServer::hideStartTls);
    }

    /** Rejects this recipient with 452 4.2.2, since the mailbox is full. */
    public SmtpServerExtension fullMailbox(String address) {
        return rejectRecipient(address, "452 4.2.2 <" + address + ">: Mailbox full");
    }

    /** Rejects this recipient; {@code reply} is for example {@code 552 5.2.2 Mailbox full}. */
    public SmtpServerExtension rejectRecipient(String address, String reply) {
        return set(server -> server.rejectRecipient(address, reply));
    }

    /** Rejects all messages after their content; {@code reply} is for example {@code 554 5.7.1 Spam}. */
    public SmtpServerExtension rejectMessages(String reply) {
        return set(server -> server.rejectMessages(reply));
    }

    /**
     * Receives the next message and closes the connection after its final dot, without a reply: the client cannot determine
     * that the message has arrived.
     */
    public SmtpServerExtension dropAfterNextMessage() {
        return set(SmtpServer::dropAfterNextMessage);
    }

    /** A test may pass although its client does not follow the file. */
    public SmtpServerExtension ignoreMismatches() {
        if (!isInTest()) {
            ignoresMismatches = true;
        }
        ignoresMismatchesInTest = true;
        return this;
    }

    @Override
    public int port() {
        return running(running).port();
    }

    /**
     * The properties of a Session: host, port, time-outs, STARTTLS if the server announces it, trust in the server's
     * certificate, the argument {@code client.example} of EHLO, and Parley's trace.
     */
    public Properties properties() {
        Properties properties = properties("smtp");
        properties.setProperty("mail.smtp.localhost", "client.example");
        properties.setProperty("mail.transport.protocol", "smtp");
        return properties;
    }

    /** A Session with the {@link #properties}. */
    public Session session() {
        return Session.getInstance(properties());
    }

    /**
     * The server's certificate as PEM, for clients that are configured with text, for example in a file whose path is
     * {@code mail.smtp.ssl.ca.file}.
     */
    public String certificate() {
        return SharedCertificate.get().pem();
    }

    /**
     * The accepted messages, in the order of their ends.
     *
     * @throws IllegalStateException if the server replays a file, which contains the expected commands itself
     */
    public List<ReceivedMessage> messages() {
        SmtpServer server = running(running)
                .accepting
                .orElseThrow(() -> new IllegalStateException(
                        "the server replays " + file().orElse("a file") + ", which has no messages: use accepting()"));
        return server.received().stream().map(ReceivedMessage::new).toList();
    }

    /** The only message; fails if there is none, or more than one. */
    public ReceivedMessage message() {
        List<ReceivedMessage> messages = messages();
        Assertions.assertEquals(1, messages.size(), () -> "the number of messages that arrived" + list(messages));
        return messages.get(0);
    }

    /** Fails if a message has arrived. */
    public void assertNoMessages() {
        List<ReceivedMessage> messages = messages();
        Assertions.assertEquals(0, messages.size(), () -> "the number of messages that arrived" + list(messages));
    }

    /** Waits until this number of messages has arrived from an asynchronous client; fails after ten seconds. */
    public List<ReceivedMessage> awaitMessages(int count) throws InterruptedException {
        SmtpServer server = running(running).accepting.orElse(null);
        if (server != null) {
            server.await(count, AWAITED);
        }
        List<ReceivedMessage> messages = messages();
        Assertions.assertEquals(
                count,
                messages.size(),
                () -> "the number of messages that arrived within " + AWAITED.toSeconds() + " seconds"
                        + list(messages));
        return messages;
    }

    @Override
    boolean isRunning() {
        return running != null;
    }

    @Override
    void start(int port) {
        ignoresMismatchesInTest = ignoresMismatches;
        try {
            Running started;
            if (replayed.isPresent()) {
                started =
                        new Running(Optional.empty(), Optional.of(replayed.get().start(port)));
            } else {
                SmtpServer server = new SmtpServer(SharedCertificate.get().context(), port);
                settings.forEach(setting -> setting.accept(server));
                started = new Running(Optional.of(server), Optional.empty());
            }
            running = started;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the SMTP server cannot be started on port " + port + ": " + e.getMessage(), e);
        }
    }

    @Override
    void stop() {
        Running stopped = running;
        running = null;
        if (stopped != null) {
            stopped.close();
        }
    }

    @Override
    List<String> mismatches(boolean failed) throws InterruptedException {
        Optional<DialogServer> server = running(running).replaying;
        if (server.isEmpty() || ignoresMismatchesInTest) {
            return List.of();
        }
        List<String> mismatches =
                failed ? server.get().mismatches(AFTER_FAILURE) : server.get().mismatches();
        if (mismatches.isEmpty()) {
            return mismatches;
        }
        LoginRedaction redaction = new LoginRedaction(server.get().transcript(AFTER_FAILURE));
        return mismatches.stream().map(redaction::mismatch).toList();
    }

    @Override
    List<String> transcript() throws InterruptedException {
        Running server = running(running);
        return server.accepting.isPresent()
                ? server.accepting.get().transcript()
                : new LoginRedaction(server.replaying.orElseThrow().transcript(AFTER_FAILURE)).transcript();
    }

    @Override
    Optional<String> file() {
        return replayed.map(each -> each.file.toString());
    }

    /** Before the start for every test, and in a test for this test only. */
    private SmtpServerExtension set(Consumer<SmtpServer> setting) {
        if (replayed.isPresent()) {
            throw new IllegalStateException("the server replays " + replayed.get().file
                    + ": write the rejection or fault there, or use accepting()");
        }
        if (!isInTest()) {
            settings.add(setting);
        }
        if (running != null) {
            setting.accept(running.accepting.orElseThrow());
        }
        return this;
    }

    private static String list(List<ReceivedMessage> messages) {
        return messages.stream().map(message -> "\n  " + message).collect(Collectors.joining("", ":", "\n"));
    }

    private record Replayed(Path file, ReplayOptions options) {
        Replayed {
            if (!Files.exists(file)) {
                throw new IllegalArgumentException("the file " + file.toAbsolutePath() + " does not exist");
            }
        }

        DialogServer start(int port) throws IOException {
            ReplayOptions started = port == 0 ? options : options.port(port);
            return DialogServer.replay(
                    file,
                    started.tls().isPresent()
                            ? started
                            : started.tls(SharedCertificate.get().context()));
        }
    }

    /** One of the two. */
    private record Running(Optional<SmtpServer> accepting, Optional<DialogServer> replaying) {
        int port() {
            return accepting.isPresent()
                    ? accepting.get().port()
                    : replaying.orElseThrow().port();
        }

        void close() {
            accepting.ifPresent(SmtpServer::close);
            if (replaying.isPresent()) {
                try {
                    replaying.get().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
