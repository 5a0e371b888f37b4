package dev.parley.smtp;

import static java.util.Map.entry;

import dev.parley.replay.DialogScript;
import dev.parley.testing.DefaultTrust;
import dev.parley.testing.DialogFile;
import dev.parley.testing.RoundTrip;
import dev.parley.testing.TlsServers;
import dev.parley.testing.dialog.SmtpDefaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What was recorded of a dialog is the server for the same client again, with every dialog file. */
class ReplayTest {
    private static final String PROXY = "the trace begins behind the proxy";
    private static final String MASKED =
            "the exceptions have the server's words, in which addresses and names are masked now";
    private static final String REDACTED =
            "the server repeats a secret, and the mark in its place is no base64 and longer";
    private static final String UNHEARD = "what the server says while nobody listens is not heard";
    private static final String NONCE =
            "what the server says is good for one nonce of the client, and the next is another";

    private static final String EARLY = "a trace does not say that a reply came together with the one before";

    /** What a trace does not have, or a server that follows it cannot do. */
    private static final Map<String, String> NOT_RECORDED = Map.ofEntries(
            entry("auth/echoed-answers.txt", REDACTED),
            entry("auth/echoed-lines.txt", REDACTED),
            entry("auth/echoed-password.txt", REDACTED),
            entry("auth/echoed-reason.txt", REDACTED),
            entry("auth/echoed-token.txt", REDACTED),
            entry("auth/reply-before-auth.txt", EARLY),
            entry("auth/sasl-enable-nothing.txt", NONCE),
            entry("auth/scram-few-iterations.txt", NONCE),
            entry("auth/scram-few-iterations-allowed.txt", NONCE),
            entry("auth/scram-plus-only-by-name.txt", NONCE),
            entry("auth/scram-plus-other-binding.txt", NONCE),
            entry("auth/scram-forged.txt", NONCE),
            entry("auth/scram-plus.txt", NONCE),
            entry("auth/scram-sha-512.txt", NONCE),
            entry("auth/scram-unsigned.txt", NONCE),
            entry("auth/scram-wrong-password.txt", NONCE),
            entry("auth/scram.txt", NONCE),
            entry("chunking/reply-before-chunk.txt", EARLY),
            entry("cleartext/proxy.txt", PROXY),
            entry("proxy/echoed.txt", PROXY),
            entry("explain/no-handshake.txt", "a handshake that the server keeps out of is not in a trace"),
            entry("explain/out-of-turn.txt", UNHEARD),
            entry("proxy/greeting-behind-header.txt", PROXY),
            entry("proxy/hangs-up.txt", PROXY),
            entry("proxy/refused.txt", PROXY),
            entry("proxy/tls-in-tunnel.txt", PROXY),
            entry("proxy/tunnel.txt", PROXY),
            entry("reuse/421-while-idle.txt", UNHEARD),
            entry("reuse/421-while-idle-no-send.txt", UNHEARD),
            entry("reuse/closed-while-idle.txt", "it is a race whether the server still gets the next MAIL"),
            entry("tls/injected.txt", "what came in clear before the handshake is counted, not read"),
            entry("trace/addresses-domain.txt", MASKED),
            entry("trace/addresses-hash.txt", MASKED),
            entry("trace/user-hidden.txt", MASKED),
            entry("trouble/reply-before-dot.txt", EARLY),
            entry("trouble/endless-line.txt", "a line that is too long is not kept"));

    @TempDir
    static Path folder;

    private static RoundTrip trip;

    @BeforeAll
    static void prepare() throws IOException {
        trip = new RoundTrip(
                folder, DefaultTrust.in(folder, "localhost"), List.of("smtp", "smtps", "lmtp"), ReplayTest::perform);
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return DialogFile.all(new SmtpDefaults())
                .filter(file -> !NOT_RECORDED.containsKey(file.name()))
                .filter(file -> TlsServers.isUsual(file.script())) // The server of a replay has another certificate.
                .map(file -> file.test(trip::compare));
    }

    private static List<String> perform(DialogScript script, Map<String, String> traced, int port, Callable<?> ended)
            throws Exception {
        DialogRun run = new DialogRun(traced);
        run.perform(script, port, ended::call);
        return run.outcome;
    }
}
