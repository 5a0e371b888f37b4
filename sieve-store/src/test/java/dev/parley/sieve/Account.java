package dev.parley.sieve;

import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/** An account on a server of our own, and the stores that log in to it. */
final class Account implements AutoCloseable {
    static final SSLContext TLS = certificate();

    final ManageSieveServer server;
    final Properties properties = new Properties();

    Account() throws IOException {
        server = new ManageSieveServer(TLS, "joe", "secret");
        properties.put("mail.sieve.ssl.socketFactory", TLS.getSocketFactory());
    }

    /** Puts a script there. */
    Account with(String name, String script) {
        server.put(name, script.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    SieveStore connect() throws MessagingException {
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
        store.connect("localhost", server.port(), "joe", "secret");
        return store;
    }

    String script(String name) {
        return server.script(name)
                .map(octets -> new String(octets, StandardCharsets.UTF_8))
                .orElse("none");
    }

    @Override
    public void close() {
        server.close();
    }

    private static SSLContext certificate() {
        try {
            return TestCertificate.inMemory("localhost", "127.0.0.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
