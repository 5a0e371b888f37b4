package dev.parley.interop;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A message to a server that reads from a file, and refuses something of it. */
final class RecordedPeer {
    private RecordedPeer() {}

    /** An application of its own: the dialog's name, and settings as {@code name=value}. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("peer");
        Path store = folder.resolve("localhost.p12");
        try {
            Properties settings = new Properties();
            for (String setting : List.of(arguments).subList(1, arguments.length)) {
                settings.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
            }
            refuse(arguments[0], settings, TestCertificate.make(store, "localhost"));
        } finally {
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }

    /** @param settings beside those that the dialog needs */
    static void refuse(String dialog, Properties settings, TestCertificate certificate) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.ssl.socketFactory", certificate.context().getSocketFactory());
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.sendpartial", "true");
        properties.putAll(settings);
        DialogScript script = DialogScript.parse(dialog, text(dialog));
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            send(Session.getInstance(properties), server.port());
            if (!script.conversation().equals(server.transcript())) {
                throw new IllegalStateException(dialog + ": " + server.transcript());
            }
        }
    }

    private static void send(Session session, int port) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("alice@example.test");
        message.setSubject("The minutes");
        message.setText("They are attached.\r\n.\r\n");
        message.saveChanges();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect("localhost", port, "alice", "secret");
            transport.sendMessage(message, InternetAddress.parse("bob@example.test,nobody@example.test"));
            throw new IllegalStateException("nothing was refused");
        } catch (SendFailedException e) {
            // As the file says.
        }
    }

    private static String text(String dialog) throws IOException {
        try (InputStream file = RecordedPeer.class.getResourceAsStream(dialog)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
