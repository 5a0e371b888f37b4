package dev.parley.sieve;

import static java.util.Map.entry;

import dev.parley.replay.DialogScript;
import dev.parley.testing.DefaultTrust;
import dev.parley.testing.DialogFile;
import dev.parley.testing.RoundTrip;
import dev.parley.testing.TlsServers;
import dev.parley.testing.dialog.ManageSieveDefaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What was recorded of a dialog is the server for the same client again, with every dialog file. */
class ReplayTest {
    private static final String REDACTED = "the server repeats a secret, and the mark in its place is longer";
    private static final String NONCE =
            "what the server says is good for one nonce of the client, and the next is another";
    private static final String GARBLED = "what is no reply is not kept";
    private static final String TOO_LONG = "what is too long is not kept";

    /** What a trace does not have, or a server that follows it cannot do. */
    private static final Map<String, String> NOT_RECORDED = Map.ofEntries(
            entry("explain/garbled.txt", GARBLED),
            entry("login/capabilities-and-more-unasked.txt", "a recording does not have what came before the command"),
            entry("explain/not-managesieve.txt", GARBLED),
            entry("failures/imap-server.txt", GARBLED),
            entry("failures/malformed.txt", GARBLED),
            entry("failures/pop3-server.txt", GARBLED),
            entry("failures/script-too-long.txt", TOO_LONG),
            entry("failures/smtp-server.txt", GARBLED),
            entry("failures/unknown-host.txt", "the text for an unknown host differs after the first lookup of a JVM"),
            entry("login/echoed-bye.txt", REDACTED),
            entry("login/echoed-code.txt", REDACTED),
            entry("login/echoed-garbage.txt", GARBLED),
            entry("login/echoed.txt", REDACTED),
            entry("login/scram-beside-ok.txt", NONCE),
            entry("login/scram-forged-challenge.txt", NONCE),
            entry("login/scram-few-iterations.txt", NONCE),
            entry("login/scram-few-iterations-allowed.txt", NONCE),
            entry("login/scram-plus-only-by-name.txt", NONCE),
            entry("login/scram-forged.txt", NONCE),
            entry("login/scram-plus.txt", NONCE),
            entry("login/scram-unsigned.txt", NONCE),
            entry("login/scram-wrong-password.txt", NONCE),
            entry("login/scram.txt", NONCE),
            entry("proxy.txt", "the trace begins behind the proxy"),
            entry("reply/garbage.txt", GARBLED),
            entry("reply/smaller-limit.txt", TOO_LONG),
            entry("reply/too-long.txt", TOO_LONG),
            entry("reply/too-long-text.txt", TOO_LONG),
            entry("trace/user-hidden.txt", "the names that the server says are hidden, and the mark is longer"),
            entry("tls/injection.txt", "what came in clear before the handshake is counted, not read"));

    /** A trace has no script that was there before: another one of its size comes, and is seen, or stored again. */
    private static final Set<String> FETCHED = Set.of(
            "failures/rename-broken.txt",
            "failures/rename-incomplete.txt",
            "login/capabilities-unasked-stream.txt",
            "managesieve.txt",
            "names/encoded-not-listed.txt",
            "names/encoded.txt",
            "names/plain-word-on-cyrus.txt",
            "put/replace-unchanged.txt",
            "reply/drip.txt",
            "reply/quoted-script.txt",
            "script/rename-old-server.txt",
            "typed/open.txt",
            "typed/text-not-utf8.txt",
            "typed/text.txt");

    @TempDir
    static Path folder;

    private static RoundTrip trip;

    @BeforeAll
    static void prepare() throws IOException {
        trip = new RoundTrip(
                folder,
                DefaultTrust.in(folder, "localhost", "127.0.0.1"),
                List.of("sieve", "sieves"),
                ReplayTest::perform);
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return DialogFile.all(new ManageSieveDefaults())
                .filter(file -> !NOT_RECORDED.containsKey(file.name()))
                .filter(file -> TlsServers.isUsual(file.script())) // The server of a replay has another certificate.
                .map(file -> file.test(FETCHED.contains(file.name()) ? trip::compareTraces : trip::compare));
    }

    private static List<String> perform(DialogScript script, Map<String, String> traced, int port, Callable<?> ended)
            throws Exception {
        return Actions.perform(script, traced, port, System.out).outcomes();
    }
}
