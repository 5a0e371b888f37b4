package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts the classes that the first plain message of a fresh JVM loads. Each class that the JVM generates for a lambda, a
 * stream or a regular expression costs a part of a millisecond.
 */
@Timeout(60)
class ClassLoadingIT {
    private static final int MORE_LAMBDAS_THAN_ANGUS = 20;
    private static final int OWN_CLASSES = 199;

    private static final List<String> ANGUS =
            List.of("jakarta.mail-api-", "jakarta.activation-api-", "angus-mail-", "angus-activation-");
    private static final List<String> PARLEY = List.of(
            "parley-provider-",
            "parley-core-",
            "commons-codec-",
            "scram-client-",
            "scram-common-",
            "saslprep-",
            "stringprep-");

    private static final String EHLO = "250-mx\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-8BITMIME\r\n"
            + "250-ENHANCEDSTATUSCODES\r\n250 DSN\r\n";

    @TempDir
    Path folder;

    @Test
    void aPlainMessageLoadsFewClasses() throws Exception {
        List<String> angus = loaded("org.eclipse.angus.mail.smtp.SMTPTransport", ANGUS);
        List<String> both = new ArrayList<>(PARLEY);
        both.addAll(ANGUS);
        List<String> parley = loaded(SmtpTransport.class.getName(), both);
        List<String> own = parley.stream()
                .filter(name -> name.startsWith("dev.parley.") && !name.startsWith(Sender.class.getName()))
                .toList();
        long most = lambdas(angus) + MORE_LAMBDAS_THAN_ANGUS;
        String counts = "generated for lambdas: " + lambdas(parley) + ", at most " + most + "; Parley's own: "
                + own.size() + ", at most " + OWN_CLASSES;
        System.out.println(counts);
        assertEquals(
                List.of(),
                own.stream()
                        .filter(name -> name.startsWith("dev.parley.smtp.pool."))
                        .toList());
        assertTrue(lambdas(parley) <= most && own.size() <= OWN_CLASSES, () -> counts + "\n" + String.join("\n", own));
    }

    private static long lambdas(List<String> names) {
        return names.stream().filter(name -> name.contains("Lambda")).count();
    }

    /** The names of the classes that a JVM loads to send a message. */
    private List<String> loaded(String transport, List<String> jars) throws Exception {
        Path log = folder.resolve(transport + ".txt");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> serve(listener), "server");
            server.setDaemon(true);
            server.start();
            Process java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xlog:class+load:file=" + log,
                            "-cp",
                            classPath(jars),
                            Sender.class.getName(),
                            String.valueOf(listener.getLocalPort()))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, java.waitFor(), output);
            assertEquals(transport, output.strip());
        }
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("source:"))
                    .map(line -> line.replaceFirst("^.*\\] (\\S+) source:.*$", "$1"))
                    .toList();
        }
    }

    /** The classes of this test, and the jars with these names. */
    private static String classPath(List<String> jars) {
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            if (name.equals("test-classes") || jars.stream().anyMatch(name::startsWith)) {
                path.add(entry);
            }
        }
        assertEquals(jars.size() + 1, path.size(), () -> "of " + jars + " only " + path);
        return String.join(File.pathSeparator, path);
    }

    private static void serve(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            reply(client, "220 mx ESMTP\r\n");
            boolean content = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (content && !line.equals(".")) {
                    continue;
                }
                content = line.equals("DATA");
                reply(client, line.startsWith("EHLO") ? EHLO : content ? "354 go\r\n" : "250 2.0.0 ok\r\n");
            }
        } catch (IOException e) {
            // The client has ended, or the test.
        }
    }

    private static void reply(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The program of the fresh JVM. */
    static final class Sender {
        private Sender() {}

        /** @param arguments the server's port */
        public static void main(String[] arguments) throws Exception {
            Properties properties = new Properties();
            properties.put("mail.smtp.host", "127.0.0.1");
            properties.put("mail.smtp.port", arguments[0]);
            properties.put("mail.smtp.localhost", "client.example");
            Session session = Session.getInstance(properties);
            MimeMessage message = new MimeMessage(session);
            message.setFrom("a@x.test");
            message.setRecipients(Message.RecipientType.TO, "b@x.test");
            message.setSubject("Hello");
            message.setText("Hello\n");
            Transport.send(message);
            System.out.println(session.getTransport("smtp").getClass().getName());
        }
    }
}
