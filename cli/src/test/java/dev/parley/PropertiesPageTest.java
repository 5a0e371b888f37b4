package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code docs/properties.md} equals the documentation in the sources, and the sources document exactly the properties that are
 * read. {@code -DargLine=-Dparley.accept=true} rewrites the page.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PropertiesPageTest {
    private static final Path ROOT = Path.of("..");
    /** What Jakarta Mail and the superclass read for themselves; Parley does not use it. */
    private static final Set<String> OF_JAKARTA_MAIL = Set.of(
            "mail.debug.auth",
            "mail.debug.auth.password",
            "mail.event.scope",
            "mail.from",
            "mail.host",
            "mail.mime.address.strict",
            "mail.parley.class",
            "mail.user");

    /** The properties that an application needs most, each with a value and what it does. */
    private static final List<List<String>> TEN = List.of(
            List.of("host", "smtp.example.org", "The server. Without it, Parley connects to `localhost`"),
            List.of("port", "587", "The port: 587 with STARTTLS, 465 with TLS from the first octet"),
            List.of(
                    "user",
                    "joe@example.org",
                    "The user name of the login, unless it is an argument of `Transport.send`"),
            List.of("starttls.required", "true", "Nothing is sent without TLS: for ports 587, 2525 and 25"),
            List.of("ssl.enable", "true", "TLS from the first octet: for port 465, unless the protocol is `smtps`"),
            List.of("auth.mechanisms", "XOAUTH2", "Login with an OAuth access token, which is passed as the password"),
            List.of("from", "bounces@example.org", "The envelope sender, which receives the bounces"),
            List.of("sendpartial", "true", "A rejected recipient does not prevent delivery to the others"),
            List.of("timeout", "60000", "The time-out of a reply, in milliseconds. The defaults are finite"),
            List.of("trace", "text", "Writes the dialog to the debug output; `log` to the logger of the application"));

    private static final Path PAGE = ROOT.resolve("docs/properties.md");
    private static final Path METADATA =
            ROOT.resolve("spring-boot/src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final Path KINDS = ROOT.resolve("core/src/main/resources/dev/parley/settings/documented.properties");

    @Test
    void thePageHasWhatTheSourcesDocument() throws IOException {
        String page = """
                # Properties

                `PropertiesPageTest` generates this page from the Javadoc of the settings. Do not edit it.

                * Properties are read from the Session when a connection is opened or a message is sent.
                * Options that the application sets on the transport or the message override them.
                * Numbers are Strings or Integers. `true` and `false` are Strings or Booleans. Objects are set with `put`.
                * The words of a list are separated by blanks or commas.
                * An exception names the property if its value is a word that is not listed, an object or a class that
                  cannot be used, or a text that would inject a command.
                * Invalid numbers, and values other than `true` and `false`, are ignored.
                * An invalid trace setting is a warning ([trace.md](trace.md#invalid-settings)).

                [providers.md](providers.md) has the settings of well-known providers, [spring-boot.md](spring-boot.md) those
                of a Spring Boot application.

                %s
                ## All protocols

                %s
                ## SMTP

                The properties of the protocols `smtps` and `lmtp` begin with `mail.smtps.` and `mail.lmtp.`; `mail.smtp.`
                does not apply to them. `parley` and `parleys` are other names of `smtp` and `smtps`, with the same
                properties.

                %s
                ## ManageSieve

                The properties of the protocol `sieves` begin with `mail.sieves.`.

                %s""".formatted(
                        tenYouNeed(),
                        smtp().generalMarkdown(),
                        smtp().markdown("smtp", "SMTP"),
                        sieve().markdown("sieve", "ManageSieve"));
        if (Boolean.getBoolean("parley.accept")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertEquals(Files.readString(PAGE), page);
    }

    @Test
    void everyPropertyIsInOneGroup() throws IOException {
        Set<String> names = new TreeSet<>(smtp().names());
        names.addAll(sieve().names());
        Map<String, List<PropertyGroup>> misplaced = new TreeMap<>();
        for (String name : names) {
            List<PropertyGroup> groups = PropertyGroup.of(name);
            if (groups.size() != 1) {
                misplaced.put(name, groups);
            }
        }
        assertEquals(Map.of(), misplaced, "not in exactly one constant of PropertyGroup");
        for (PropertyGroup group : PropertyGroup.values()) {
            for (String listed : group.names()) {
                assertTrue(
                        names.stream().anyMatch(name -> PropertyGroup.covers(listed, name)),
                        group + " lists " + listed + ", which is no property");
            }
        }
    }

    @Test
    void theTenYouNeedAreDocumented() throws IOException {
        Set<String> names = smtp().names();
        assertEquals(10, TEN.size());
        TEN.forEach(row -> assertTrue(names.contains(row.get(0)), row.get(0)));
    }

    private static String tenYouNeed() {
        StringBuilder section = new StringBuilder("""
                ## The ten you need

                | property | example | meaning |
                |---|---|---|
                """);
        TEN.forEach(row -> section.append("| `mail.smtp.%s` | `%s` | %s |\n".formatted(row.toArray())));
        return section.append('\n').append("""
                        The password is an argument of `Transport.send` or of `connect`, or is taken from an `Authenticator` of
                        the Session. With the protocol `smtps`, each name begins with `mail.smtps.`.
                        """).toString();
    }

    @Test
    void aTraceShowsTheValuesOfWhatIsDocumented() throws IOException {
        Map<String, String> kinds = new TreeMap<>(smtp().kinds());
        kinds.putAll(sieve().kinds());
        String file =
                """
                # PropertiesPageTest generates this file from the Javadoc of the settings. Do not edit it.
                #
                # The documented properties without mail.<protocol>., and the kind of their value: a value that a trace
                # may show, the name of a user, a URL, whose query may be secret, or a secret.

                %s
                """.formatted(kinds.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")));
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(KINDS, file);
        }
        assertEquals(Files.readString(KINDS), file);
    }

    @Test
    void springBootHasMetadataOfWhatIsDocumented() throws IOException {
        SpringMetadata metadata = new SpringMetadata();
        metadata.addOwn(PropertyTable.of(ROOT.resolve("spring-boot")).generalEntries());
        metadata.addBelowMap("", smtp().generalEntries());
        metadata.addBelowMap("mail.smtp.", smtp().entries());
        metadata.addBelowMap("mail.smtps.", smtp().entries());
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(METADATA, metadata.json());
        }
        assertEquals(Files.readString(METADATA), metadata.json());
        String table = PropertyTable.of(ROOT.resolve("spring-boot")).generalMarkdown();
        assertTrue(Files.readString(ROOT.resolve("docs/spring-boot.md")).contains(table), table);
    }

    @Test
    void smtpReadsWhatIsDocumented() throws Exception {
        Recording read = new Recording("mail.smtp.");
        read.put("mail.smtp.localhost", "client.example");
        Session session = Session.getInstance(read);
        Transport transport = session.getTransport("parley");
        read.names.clear(); // What the superclass reads to be made counts for nothing.
        throughNoProxy(transport, read);
        withTokens(transport, read);
        read.put("mail.smtp.sasl.enable", "true");
        read.put("mail.smtp.pool.size", "1"); // Others are read only where there is a pool.
        read.put("mail.smtp.rate", "1000");
        String said = """
                S: 220 mx
                C: EHLO client.example
                S: 250-mx
                S: 250 AUTH PLAIN
                C: AUTH PLAIN [redacted]
                S: 235 ok
                C: MAIL FROM:<a@x.test>
                S: 250 ok
                C: RCPT TO:<b@x.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C: [message]
                S: 250 queued
                C: MAIL FROM:<a@x.test>
                S: 250 ok
                C: RCPT TO:<b@x.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C: [message]
                S: 250 queued
                C: VRFY b
                S: 502 no
                C: NOOP
                S: 250 ok
                C: QUIT
                S: 221 bye
                """;
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", said))) {
            connect(transport, read, server.port());
            MimeMessage message = new MimeMessage(session);
            message.setFrom("a@x.test");
            message.setText("x");
            message.saveChanges();
            transport.sendMessage(message, InternetAddress.parse("b@x.test"));
            ((SmtpTransport) transport)
                    .sendAsync(message, InternetAddress.parse("b@x.test"))
                    .toCompletableFuture()
                    .get();
            ((SMTPTransport) transport).simpleCommand("VRFY b"); // Behind a good reply nobody would ask.
            assertEquals(true, transport.isConnected());
            transport.close();
            assertEquals(said.strip(), String.join("\n", server.transcript()));
        }
        assertGeneral(read.generalNames);
        read.names.addAll(ofLmtpAlone());
        assertSameNames(smtp().names(), read.names);
    }

    @Test
    void sieveReadsWhatIsDocumented() throws Exception {
        Recording read = new Recording("mail.sieve.");
        try (Store store = Session.getInstance(read).getStore("sieve")) {
            read.names.remove("class"); // The Session itself reads it.
            throughNoProxy(store, read);
            withTokens(store, read);
            try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("sieve", "S: BYE\n"))) {
                assertThrows(MessagingException.class, () -> connect(store, read, server.port()));
            }
        }
        assertSameNames(sieve().names(), read.names);
    }

    private static Set<String> ofLmtpAlone() throws MessagingException {
        Recording read = new Recording("mail.lmtp.");
        Transport transport = Session.getInstance(read).getTransport("lmtp");
        read.names.clear();
        assertThrows(MessagingException.class, () -> transport.connect("localhost", null, null));
        return read.names;
    }

    private static PropertyTable smtp() throws IOException {
        return PropertyTable.of(ROOT.resolve("core"), ROOT.resolve("provider"));
    }

    private static PropertyTable sieve() throws IOException {
        return PropertyTable.of(ROOT.resolve("core"), ROOT.resolve("sieve-store"));
    }

    /** Some properties are read only where there is a proxy: here is one of each kind that does not answer. */
    private static void throughNoProxy(Service service, Recording read) throws IOException {
        for (String kind : List.of("proxy.host", "socks.host")) {
            try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                read.put(read.prefix + kind, "127.0.0.1:" + gone.getLocalPort());
            }
            assertThrows(MessagingException.class, () -> connect(service, read, 1));
            read.remove(read.prefix + kind);
        }
    }

    /** Others are read only where a token is requested: the server of tokens accepts no connection. */
    private static void withTokens(Service service, Recording read) throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            read.put(read.prefix + "oauth2.token.url", "http://127.0.0.1:" + gone.getLocalPort());
        }
        read.put(read.prefix + "oauth2.client.id", "x");
        read.put(read.prefix + "oauth2.client.secret", "x");
        assertThrows(MessagingException.class, () -> connect(service, read, 1));
        read.remove(read.prefix + "oauth2.token.url");
        read.remove(read.prefix + "oauth2.client.id");
    }

    private static void connect(Service service, Recording read, int port) throws MessagingException {
        read.put(read.prefix + "host", "127.0.0.1");
        read.put(read.prefix + "port", port);
        service.connect(null, null, "secret");
    }

    private static void assertGeneral(Set<String> read) throws IOException {
        Set<String> parleys = new TreeSet<>(read);
        parleys.removeAll(OF_JAKARTA_MAIL);
        assertEquals(Set.of(), minus(parleys, smtp().generalNames()), "read, but not documented");
        assertEquals(Set.of(), minus(smtp().generalNames(), parleys), "documented, but not read");
    }

    private static void assertSameNames(Set<String> documented, Set<String> read) {
        assertEquals(
                Set.of(),
                minus(read, documented),
                "read, but not documented: {@code mail.<protocol>.name} (type; default): meaning");
        assertEquals(Set.of(), minus(documented, read), "documented, but not read");
    }

    private static Set<String> minus(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** Remembers which properties of a protocol it was asked for. */
    private static final class Recording extends Properties {
        private final transient Set<String> names = new ConcurrentSkipListSet<>();
        private final transient Set<String> generalNames = new ConcurrentSkipListSet<>();
        private final String prefix;

        Recording(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Object get(Object key) {
            note(key);
            return super.get(key);
        }

        @Override
        public String getProperty(String key) {
            note(key);
            return super.getProperty(key);
        }

        private void note(Object key) {
            if (key instanceof String name && name.startsWith(prefix)) {
                names.add(name.substring(prefix.length()));
            } else if (key instanceof String name && name.startsWith("mail.")) {
                generalNames.add(name);
            }
        }
    }
}
