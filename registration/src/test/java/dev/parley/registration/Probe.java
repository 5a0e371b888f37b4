package dev.parley.registration;

import dev.parley.messages.GeneratedMessages;
import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;

/** Runs in a JVM of its own and prints what it finds there, {@code NAME=answer} a line. */
public final class Probe {
    private static final String DIALOG = """
            S: 220 mx.example.test ready
            C: EHLO client.example.test
            S: 250 mx.example.test
            C: MAIL FROM:<a@example.test>
            S: 250 ok
            C: RCPT TO:<b@example.test>
            S: 250 ok
            C: DATA
            S: 354 go
            C: [message]
            S: 250 ok
            C: QUIT
            S: 221 bye
            """;

    private static final int MESSAGES = 100;

    private final Authenticator authenticator;

    private Probe(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * @param arguments the word {@code authenticator}, for Sessions that have one of the application's own, and the word
     *     {@code rendering}, for the octets of messages
     */
    public static void main(String[] arguments) {
        Probe probe = new Probe(List.of(arguments).contains("authenticator") ? new Nobody() : null);
        for (Question question : Question.values()) {
            answer(question.name(), () -> probe.ask(question));
        }
        answer("SEND", probe::send);
        if (List.of(arguments).contains("rendering")) {
            answer("RENDERING", probe::rendering);
        }
        answer("SURFACE", () -> Surface.inherited().toString());
    }

    private static void answer(String name, Callable<String> asked) {
        String answer;
        try {
            answer = asked.call();
        } catch (Exception | LinkageError e) {
            answer = e.toString().replaceAll("\\R.*", "");
        }
        System.out.println(name + "=" + answer);
    }

    private String ask(Question question) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        try {
            if (question == Question.ADDRESS_MAP) {
                thread.setContextClassLoader(
                        new URLClassLoader(new URL[] {Probe.class.getResource("/address-map/")}, context));
            }
            return question.asked.of(session(question)).getClass().getName();
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    private Session session(Question question) {
        Properties properties = new Properties();
        if (!question.property.isEmpty()) {
            String[] property = question.property.split("=");
            properties.put(property[0], property[1]);
        }
        return Session.getInstance(properties, authenticator);
    }

    private String send() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("send", DIALOG))) {
            Session session = session(Question.RFC822);
            session.getProperties().put("mail.smtp.host", "localhost");
            session.getProperties().put("mail.smtp.port", String.valueOf(server.port()));
            session.getProperties().put("mail.smtp.localhost", "client.example.test");
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress("a@example.test"));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress("b@example.test"));
            message.setText("measured");
            Transport.send(message);
            return server.received().contains("measured") ? "sent" : "something else was sent";
        }
    }

    /** Whether generated messages have the octets of their {@code writeTo}. */
    private String rendering() throws Exception {
        long seed = System.nanoTime();
        try (Recorder server = new Recorder()) {
            Session session = session(Question.RFC822);
            session.getProperties().put("mail.smtp.localhost", "client.example.test");
            GeneratedMessages messages = new GeneratedMessages(seed, session);
            try (Transport transport = session.getTransport("parley")) {
                transport.connect("127.0.0.1", server.port(), null, null);
                for (int i = 0; i < MESSAGES; i++) {
                    MimeMessage message = messages.next();
                    String own = server.octets(() -> send(transport, message, "own"));
                    if (!own.equals(server.octets(() -> send(transport, message, "writeTo")))) {
                        return "message " + i + " of seed " + seed + " has other octets";
                    }
                }
            }
        }
        return "same";
    }

    private static Object send(Transport transport, MimeMessage message, String rendering) throws Exception {
        message.getSession().getProperties().put("mail.smtp.rendering", rendering);
        transport.sendMessage(message, InternetAddress.parse("b@example.test"));
        return null;
    }

    private static final class Nobody extends Authenticator {}
}
