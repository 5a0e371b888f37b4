package dev.parley.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes that fail, and what their tests send. */
final class Cases {
    private Cases() {}

    static EngineExecutionResults run(Path pages, Class<?> test) {
        return run(pages.toString(), test);
    }

    static EngineExecutionResults run(String pages, Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .configurationParameter(Pages.FOLDER, pages)
                .execute();
    }

    /** What is printed of each failure. */
    static List<String> failures(EngineExecutionResults results) {
        return results.allEvents().finished().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .map(Cases::printed)
                .toList();
    }

    static String failure(EngineExecutionResults results) {
        List<String> failures = failures(results);
        if (failures.size() != 1) {
            throw new AssertionError("expected one failure: " + failures);
        }
        return failures.get(0);
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    static MimeMessage message(Session session, String recipients) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("alice@example.test");
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(recipients));
        message.setSubject("Hello");
        message.setText("Any text.");
        return message;
    }

    static void send(Session session, String recipients) throws MessagingException {
        Transport.send(message(session, recipients));
    }

    /** Sends lines without Parley, each after a reply; returns the last one. */
    static String talk(int port, String... lines) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(10_000);
            String reply = reply(in);
            for (String line : lines) {
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                reply = reply(in);
            }
            return reply;
        }
    }

    private static String reply(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.matches("\\d{3}-.*")) {
            line = in.readLine();
        }
        return line;
    }
}
