package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.icegreen.greenmail.user.MessageDeliveryHandler;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a program with a mail server: {@code MailServer EXPECTED COMMAND...}
 *
 * <p>The server listens on localhost, on the port in the environment variable {@code SMTP_PORT}; a token of the authorization
 * server at {@code TOKEN_URL} is the password of alice from then on. The program must exit with 0, print the lines of the file EXPECTED that begin with {@code >}, and send the mail in the other lines. Otherwise the exit
 * status is 1.
 */
public class MailServer {
    private static final int SECONDS = 300;

    /** A message to this address is rejected with 451. */
    private static final String REJECTED = "nobody@example.org";

    public static void main(String[] args) throws Exception {
        List<String> expected = Files.readAllLines(Path.of(args[0]));
        List<String> command = Arrays.asList(args).subList(1, args.length);

        ServerSetup setup = ServerSetup.SMTP.dynamicPort();
        setup.setServerStartupTimeout(20_000); // GreenMail's own 2 seconds are short for a busy machine.
        GreenMail server = new GreenMail(setup);
        server.setUser("alice", "secret");
        UserManager users = server.getUserManager();
        MessageDeliveryHandler others = users.getMessageDeliveryHandler();
        users.setMessageDeliveryHandler((message, address) -> {
            if (address.getEmail().equals(REJECTED)) {
                throw new UserException("no such user");
            }
            return others.handle(message, address);
        });
        server.start();
        try (AuthorizationServer tokens = new AuthorizationServer(token -> server.setUser("alice", token))) {
            String output = run(command, server.getSmtp().getPort(), tokens.url());
            for (String line : expected) {
                if (line.startsWith("> ")) {
                    check(output.contains(line.substring(2)), "not in the output: " + line.substring(2));
                }
            }
            String mail = expected.stream()
                    .filter(line -> !line.startsWith(">"))
                    .collect(Collectors.joining("\n"))
                    .strip();
            String arrived = shown(server.getReceivedMessages());
            check(arrived.equals(mail), "this arrived:\n" + arrived + "\ninstead of:\n" + mail);
        } finally {
            server.stop();
        }
    }

    /** @return the output of the program, which is also printed */
    private static String run(List<String> command, int port, String tokenUrl) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().put("SMTP_PORT", String.valueOf(port));
        program.environment().put("TOKEN_URL", tokenUrl);
        program.environment().put("CLIENT_SECRET", "correct-horse");
        Process process = program.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        process.getOutputStream().close();
        process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        try (BufferedReader lines = process.inputReader()) {
            String output = lines.lines().peek(System.out::println).collect(Collectors.joining("\n"));
            int status = process.waitFor();
            check(status == 0, "the program ended with " + status + ", or took more than " + SECONDS + " seconds");
            return output;
        }
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            System.out.println("FAILED: " + otherwise);
            System.exit(1);
        }
    }

    /** @return the messages as text, sorted, since they can arrive in any order */
    private static String shown(Message[] messages) {
        return Stream.of(messages).map(MailServer::shown).sorted().collect(Collectors.joining("\n\n"));
    }

    private static String shown(Message message) {
        try {
            return "From: %s\nTo: %s\nSubject: %s\n\n%s"
                    .formatted(
                            InternetAddress.toString(message.getFrom()),
                            InternetAddress.toString(message.getAllRecipients()),
                            message.getSubject(),
                            text(message));
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Part part) throws MessagingException, IOException {
        if (!(part.getContent() instanceof Multipart parts)) {
            String text = part.getContent() instanceof InputStream octets
                    ? new String(octets.readAllBytes(), UTF_8)
                    : (String) part.getContent();
            text = text.replace("\r\n", "\n").strip();
            return part.getFileName() == null ? text : part.getFileName() + ":\n\n" + text;
        }
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart each = parts.getBodyPart(i);
            all.append(i == 0 ? "" : "\n\n").append(text(each));
        }
        return all.toString();
    }
}
