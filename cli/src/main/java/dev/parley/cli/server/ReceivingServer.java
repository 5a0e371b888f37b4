package dev.parley.cli.server;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.MessageDeliveryHandler;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.ListeningPort;
import dev.parley.cli.shared.LoopbackSetup;
import dev.parley.trace.Escaped;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** GreenMail on a loopback port. It accepts all messages and logins, and prints the messages. */
final class ReceivingServer implements AutoCloseable {
    private final GreenMail server;

    private ReceivingServer(GreenMail server) {
        this.server = server;
    }

    static ReceivingServer start(ListeningPort port, PrintStream out) throws CliException {
        requireFree(port);
        GreenMail server = new GreenMail(LoopbackSetup.of(port.number(), ServerSetup.PROTOCOL_SMTP));
        server.getUserManager().setAuthRequired(false);
        server.getUserManager()
                .setMessageDeliveryHandler(
                        new Printer(out, server.getUserManager().getMessageDeliveryHandler()));
        server.start();
        return new ReceivingServer(server);
    }

    /** GreenMail prints a stack trace and waits two seconds where a port is in use. */
    private static void requireFree(ListeningPort port) throws CliException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress("127.0.0.1", port.number()));
        } catch (IOException e) {
            throw port.unavailable("SMTP", e);
        }
    }

    int port() {
        return server.getSmtp().getPort();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Prints a message for the first recipient. GreenMail calls it for each of them, in the threads of the connections. */
    private static final class Printer implements MessageDeliveryHandler {
        private final PrintStream out;
        private final MessageDeliveryHandler mailboxes;
        private final AtomicInteger count = new AtomicInteger();

        Printer(PrintStream out, MessageDeliveryHandler mailboxes) {
            this.out = out;
            this.mailboxes = mailboxes;
        }

        @Override
        public GreenMailUser handle(MovingMessage message, MailAddress recipient)
                throws MessagingException, UserException {
            if (message.getToAddresses().iterator().next().equals(recipient)) {
                out.print(text(message));
                out.flush();
            }
            return mailboxes.handle(message, recipient);
        }

        private String text(MovingMessage message) throws MessagingException {
            List<String> recipients = new ArrayList<>();
            for (MailAddress each : message.getToAddresses()) {
                recipients.add(each.getEmail());
            }
            Collections.sort(recipients); // GreenMail has no order.
            StringBuilder text = new StringBuilder("\n== message ")
                    .append(count.incrementAndGet())
                    .append(" from ")
                    .append(Escaped.text(message.getReturnPath().getEmail()))
                    .append(" to ")
                    .append(Escaped.text(String.join(", ", recipients)))
                    .append('\n');
            for (String line : octets(message.getMessage()).split("\r?\n")) {
                text.append(Escaped.text(line)).append('\n');
            }
            return text.toString();
        }

        private static String octets(MimeMessage message) throws MessagingException {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try {
                message.writeTo(octets);
            } catch (IOException e) {
                throw new MessagingException("the message cannot be read", e);
            }
            return octets.toString(StandardCharsets.UTF_8);
        }
    }
}
