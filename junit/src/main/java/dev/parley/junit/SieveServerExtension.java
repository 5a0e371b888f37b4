package dev.parley.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.replay.sieve.Habit;
import dev.parley.replay.sieve.ManageSieveServer;
import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/**
 * A ManageSieve server for tests, with one account. It stores the scripts in memory and checks them before it stores them.
 *
 * <p>Fields, ports and failures are as those of {@link SmtpServerExtension}; only clients that use Parley and have the {@link
 * #properties} show their dialog.
 */
public final class SieveServerExtension extends ServerExtension {
    private static final String USER = "joe";
    private static final String PASSWORD = "secret";

    private final List<Consumer<ManageSieveServer>> settings = new ArrayList<>();

    /** Null while it is not running. */
    private @Nullable ManageSieveServer running;

    private SieveServerExtension() {}

    /** A server without scripts. */
    public static SieveServerExtension create() {
        return new SieveServerExtension();
    }

    /** Limits the number of scripts and the octets of each. */
    public SieveServerExtension quota(int scripts, int octets) {
        return set(server -> server.limit(scripts, octets));
    }

    /** Adds a deviation of real servers. */
    public SieveServerExtension with(Habit habit) {
        return set(server -> server.with(habit));
    }

    /** Stores a script without a check. */
    public SieveServerExtension put(String name, String script) {
        return set(server -> server.put(name, script.getBytes(UTF_8)));
    }

    /** Activates a script. With an empty name, no script is active. */
    public SieveServerExtension activate(String name) {
        return set(server -> server.activate(name));
    }

    @Override
    public int port() {
        return running(running).port();
    }

    /** The user of the account. */
    public String user() {
        return USER;
    }

    /** The password of the account. */
    public String password() {
        return PASSWORD;
    }

    /** The properties of a Session: host, port, user, time-outs, trust in the server's certificate, and Parley's trace. */
    public Properties properties() {
        Properties properties = properties("sieve");
        properties.setProperty("mail.sieve.user", USER);
        properties.setProperty("mail.store.protocol", "sieve");
        return properties;
    }

    /** A Session with the {@link #properties} and the password: {@code getStore().connect()} needs no arguments. */
    public Session session() {
        return Session.getInstance(properties(), new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(USER, PASSWORD);
            }
        });
    }

    /** The names of all scripts. */
    public List<String> scripts() {
        return running(running).names();
    }

    /** The text of a script. */
    public Optional<String> script(String name) {
        return running(running).script(name).map(octets -> new String(octets, UTF_8));
    }

    /** The name of the active script. */
    public Optional<String> active() {
        return running(running).active();
    }

    /** Fails unless exactly these scripts are stored, in any order. */
    public SieveServerExtension assertScripts(String... names) {
        Assertions.assertEquals(
                List.of(names).stream().sorted().toList(),
                scripts().stream().sorted().toList(),
                "the stored scripts");
        return this;
    }

    /** Fails unless this script is stored with this text; line ends may differ. */
    public SieveServerExtension assertScript(String name, String text) {
        Assertions.assertEquals(
                Optional.of(text.replace("\r\n", "\n")),
                script(name).map(stored -> stored.replace("\r\n", "\n")),
                "the script " + name);
        return this;
    }

    /** Fails unless this script is active. */
    public SieveServerExtension assertActive(String name) {
        Assertions.assertEquals(Optional.of(name), active(), "the active script");
        return this;
    }

    @Override
    boolean isRunning() {
        return running != null;
    }

    @Override
    void start(int port) {
        try {
            ManageSieveServer server =
                    new ManageSieveServer(SharedCertificate.get().context(), USER, PASSWORD, port);
            settings.forEach(setting -> setting.accept(server));
            running = server;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the ManageSieve server cannot be started on port " + port + ": " + e.getMessage(), e);
        }
    }

    @Override
    void stop() {
        ManageSieveServer stopped = running;
        running = null;
        if (stopped != null) {
            stopped.close();
        }
    }

    @Override
    List<String> mismatches(boolean failed) {
        return List.of();
    }

    @Override
    List<String> transcript() {
        return List.of();
    }

    @Override
    Optional<String> file() {
        return Optional.empty();
    }

    /** Before the start for every test, and in a test for this test only. */
    private SieveServerExtension set(Consumer<ManageSieveServer> setting) {
        if (!isInTest()) {
            settings.add(setting);
        }
        if (running != null) {
            setting.accept(running);
        }
        return this;
    }
}
