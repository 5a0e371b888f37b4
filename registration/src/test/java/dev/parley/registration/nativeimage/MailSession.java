package dev.parley.registration.nativeimage;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveStore;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * Runs in a JVM of its own, with {@link LookupAgent}, and as if it was a native image. Uses as much of Parley as there are
 * ways to look up a name, and prints the lookups. The argument is a folder for its files.
 */
public final class MailSession {
    private static final String GREETING = """
            S: 220 mx.example.test ready
            C: EHLO client.example.test
            S: 250-mx.example.test
            """;

    private static final String MESSAGE = """
            C: MAIL FROM:<a@example.test>
            S: 250 ok
            C: RCPT TO:<b@example.test>
            S: 250 ok
            C: DATA
            S: 354 go
            C: [message]
            S: 250 ok
            """;

    private static final String QUIT = """
            C: QUIT
            S: 221 bye
            """;

    private final Path folder;
    private final SSLContext tls;

    private MailSession(Path folder, SSLContext tls) {
        this.folder = folder;
        this.tls = tls;
    }

    /**
     * Runs parts of a session, and prints for each that it is done, or its exception.
     *
     * @param arguments a folder for files, and names of parts; without names: all parts, and the lookups
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path store = folder.resolve("server.p12");
        SSLContext tls = TestCertificate.make(store, "localhost", "127.0.0.1").context();
        MailSession session = new MailSession(folder, tls);
        List<String> parts = List.of(arguments).subList(1, arguments.length);
        for (Part part : Part.values()) {
            if (parts.isEmpty() ? part != Part.SRV : parts.contains(part.name())) {
                try {
                    part.action.run(session);
                    System.out.println("part " + part + ": done");
                } catch (Exception | LinkageError e) {
                    System.out.println("part " + part + ": " + e);
                }
            }
        }
        if (parts.isEmpty()) {
            Lookups.recorded().forEach(System.out::println);
        }
    }

    /** What a session consists of. */
    enum Part {
        TLS(MailSession::sendOverTls),
        PLAIN(session -> session.sendPlain("mail.smtp.trace=text")),
        SCRAM(MailSession::sendWithScram),
        REJECTED(MailSession::sendRejected),
        JFR(session -> session.sendPlain("mail.smtp.trace=jfr")),
        LOG(session -> session.sendPlain("mail.smtp.trace=log")),
        POOL(MailSession::sendOverPool),
        ASYNC(MailSession::sendAsync),
        LMTP(session -> session.sendPlain("mail.transport.protocol.rfc822=lmtp")),
        SUBCLASS(MailSession::sendSubclass),
        TOKEN(session -> requestToken()),
        SRV(session -> lookUpServer()),
        SIEVE(MailSession::manageScripts);

        private final PartAction action;

        Part(PartAction action) {
            this.action = action;
        }
    }

    private interface PartAction {
        void run(MailSession session) throws Exception;
    }

    private interface Action {
        void run(Session session) throws Exception;
    }

    private void sendOverTls() throws Exception {
        String dialog = GREETING + """
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                S! tls
                C: EHLO client.example.test
                S: 250-mx.example.test
                S: 250 AUTH PLAIN
                C: AUTH PLAIN [redacted]
                S: 235 ok
                """ + MESSAGE + QUIT;
        run(
                dialog,
                "mail.smtp.user=joe mail.smtp.starttls.required=true mail.smtp.trace=html,json,text mail.smtp.trace.file="
                        + folder.resolve("trace"),
                session -> {
                    MimeMessage message = message(session);
                    MimeBodyPart text = new MimeBodyPart();
                    text.setText("Grüße", "UTF-8");
                    MimeBodyPart html = new MimeBodyPart();
                    html.setContent("<p>Grüße</p>", "text/html; charset=UTF-8");
                    MimeBodyPart file = new MimeBodyPart();
                    file.attachFile(
                            Files.writeString(folder.resolve("a.csv"), "1;2\n").toFile());
                    message.setContent(new MimeMultipart(text, html, file));
                    Transport.send(message, "joe", "secret");
                });
        String page = Files.readString(folder.resolve("trace.html"));
        require(page.contains("<style>") && page.contains("Jakarta Mail API"), "the page has its style and versions");
        require(Files.size(folder.resolve("trace.jsonl")) > 0, "there is a trace as JSON");
    }

    private void sendWithScram() throws Exception {
        String dialog = GREETING + """
                S: 250 AUTH SCRAM-SHA-256
                S! scram SCRAM-SHA-256 pässword
                C: AUTH SCRAM-SHA-256 [redacted]
                S: 334 [scram]
                C: [redacted]
                S: 334 [scram]
                C:\s
                S: 235 2.7.0 ok
                """ + MESSAGE + QUIT;
        run(dialog, "mail.smtp.trace=log", session -> Transport.send(text(session), "joe", "pässword"));
    }

    private void sendRejected() throws Exception {
        String dialog = GREETING + """
                S: 250 HELP
                C: MAIL FROM:<a@example.test>
                S: 550 5.7.1 blocked
                C: RSET
                S: 250 ok
                """ + QUIT;
        run(dialog, "", session -> {
            try {
                Transport.send(text(session));
                throw new IllegalStateException("the message was not rejected");
            } catch (MessagingException e) {
                require(e.toString().contains("fix: "), "the exception explains itself: " + e);
            }
        });
    }

    private void sendOverPool() throws Exception {
        run(
                GREETING + "S: 250 HELP\n" + MESSAGE + MESSAGE + QUIT,
                "mail.smtp.pool.size=1 mail.smtp.pool.messages=2",
                session -> {
                    Transport.send(text(session));
                    Transport.send(text(session));
                });
    }

    private void sendAsync() throws Exception {
        run(
                GREETING + "S: 250 HELP\n" + MESSAGE + QUIT,
                "",
                session -> SmtpTransport.sendAsync(session, text(session))
                        .toCompletableFuture()
                        .join());
    }

    private void sendPlain(String settings) throws Exception {
        String dialog = GREETING + "S: 250 HELP\n" + MESSAGE + QUIT;
        String greeted = settings.endsWith("lmtp") ? dialog.replace("EHLO", "LHLO") : dialog;
        run(greeted, settings, session -> Transport.send(text(session)));
    }

    /** Its class overrides writeTo, and its header requests an extension. */
    private void sendSubclass() throws Exception {
        String dialog = GREETING + "S: 250 MT-PRIORITY\n"
                + MESSAGE.replace("MAIL FROM:<a@example.test>", "MAIL FROM:<a@example.test> MT-PRIORITY=3") + QUIT;
        List<String> received = run(dialog, "", session -> {
            MimeMessage message = new Overriding(session);
            message.setFrom("a@example.test");
            message.setRecipients(Message.RecipientType.TO, "b@example.test");
            message.setHeader("MT-Priority", "3");
            message.setText("from setText");
            Transport.send(message);
        });
        require(received.contains("from writeTo"), "the overridden method has written the message");
    }

    private static final class Overriding extends MimeMessage {
        Overriding(Session session) {
            super(session);
        }

        @Override
        public void writeTo(OutputStream out, String[] omitted) throws IOException, MessagingException {
            super.writeTo(out, omitted);
            out.write("\r\nfrom writeTo\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** No authorization server listens; the token is requested before the connection is opened. */
    private static void requestToken() throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.user", "joe");
        properties.put("mail.smtp.auth", "true");
        properties.put("mail.smtp.auth.mechanisms", "XOAUTH2");
        properties.put("mail.smtp.oauth2.token.url", "http://127.0.0.1:9/token");
        properties.put("mail.smtp.oauth2.client.id", "client");
        properties.put("mail.smtp.oauth2.client.secret", "secret");
        try {
            Transport.send(text(Session.getInstance(properties)));
            throw new IllegalStateException("there was a token");
        } catch (MessagingException e) {
            if (!e.toString().contains("127.0.0.1")) {
                throw e;
            }
        }
    }

    /** The DNS server does not exist. */
    private static void lookUpServer() throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "example.test");
        properties.put("mail.smtp.srv", "dns://127.0.0.1:9");
        properties.put("mail.smtp.connectiontimeout", "2000");
        Transport.send(text(Session.getInstance(properties)));
    }

    private void manageScripts() throws Exception {
        try (ManageSieveServer server = new ManageSieveServer(tls, "joe", "secret")) {
            Properties properties = new Properties();
            properties.put("mail.sieve.port", String.valueOf(server.port()));
            properties.put("mail.sieve.ssl.socketFactory", tls.getSocketFactory());
            properties.put("mail.sieve.trace", "html");
            properties.put("mail.sieve.trace.file", folder.resolve("sieve.html").toString());
            Session session = Session.getInstance(properties);
            try (Store store = session.getStore("sieve")) {
                store.connect("localhost", "joe", "secret");
                SieveFolder script = (SieveFolder) store.getFolder("lists");
                script.putScript("keep;\n");
                script.activate();
                MimeMessage message = new MimeMessage(session);
                message.setContent("discard;\n", "application/sieve");
                script.appendMessages(new Message[] {message});
                script.open(Folder.READ_ONLY);
                require(script.getMessage(1).getContent().equals("discard;\n"), "the script was read");
                script.close(false);
                ((SieveStore) store).deactivate();
                script.delete(false);
            }
        }
    }

    /** @return the lines that the server has received */
    private List<String> run(String dialog, String settings, Action action) throws Exception {
        DialogScript script = DialogScript.parse("dialog", dialog);
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(tls))) {
            Properties properties = new Properties();
            for (String protocol : List.of("smtp", "lmtp")) {
                properties.put("mail." + protocol + ".host", "localhost");
                properties.put("mail." + protocol + ".port", String.valueOf(server.port()));
                properties.put("mail." + protocol + ".localhost", "client.example.test");
            }
            properties.put("mail.smtp.starttls.enable", "false");
            properties.put("mail.smtp.auth.cleartext", "true");
            properties.put("mail.smtp.ssl.socketFactory", tls.getSocketFactory());
            for (String setting : settings.split(" ")) {
                if (!setting.isEmpty()) {
                    properties.put(setting.replaceFirst("=.*", ""), setting.replaceFirst("[^=]*=", ""));
                }
            }
            action.run(Session.getInstance(properties));
            List<String> transcript = server.transcript();
            require(transcript.equals(script.conversation()), "the dialog is " + String.join("\n", transcript));
            return server.received();
        }
    }

    private static MimeMessage text(Session session) throws MessagingException {
        MimeMessage message = message(session);
        message.setText("Grüße", "UTF-8");
        return message;
    }

    private static MimeMessage message(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("a@example.test"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("b@example.test"));
        return message;
    }

    private static void require(boolean holds, String claim) {
        if (!holds) {
            throw new IllegalStateException("not true: " + claim);
        }
    }
}
