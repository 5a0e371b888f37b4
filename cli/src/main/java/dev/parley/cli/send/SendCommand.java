package dev.parley.cli.send;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.JsonObject;
import dev.parley.cli.shared.LoginOptions;
import dev.parley.cli.shared.OptionNames;
import dev.parley.cli.shared.SessionOptions;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.SmtpTransport;
import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TextSink;
import dev.parley.wire.CrlfStream;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code parley send}. */
@Command(
        name = "send",
        description = {
            "Sends a message, and shows the dialog and the result for each recipient.",
            "",
            "Without --tls, STARTTLS is used if the server announces it. A login that reveals the password on a connection"
                    + " without TLS is refused unless --allow-cleartext-login is given.",
            "",
            "The exit code is 0 if the message was accepted for all recipients, 65 after a permanent rejection, 75 after a"
                    + " transient one or if the result is uncertain, and 77 if the login was rejected."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo Hello | parley send --server mail.example.org:587 --tls required \\",
            "      --user joe --from joe@example.org --to ann@example.org --subject Hi",
            "  parley send --server mail.example.org:465 --user joe \\",
            "      --password-file ~/.secret --from joe@example.org --to ann@example.org \\",
            "      --body 'As you wished.' --attach minutes.pdf",
            "  parley send --eml message.eml --to ann@example.org --dry-run",
            "  parley send -s mail.example.org -f '<>' -t ann@example.org --quit-after rcpt",
            "  parley send --socket /run/lmtp.sock -f joe@example.org -t ann@example.org"
        },
        sortOptions = false)
public final class SendCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST[:PORT]",
            description = "The server. Default: the property mail.<protocol>.host, otherwise localhost.")
    private Optional<HostPort> server = Optional.empty();

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The Unix domain socket of an LMTP server, instead of --server. Implies --protocol lmtp.")
    private Optional<Path> socket = Optional.empty();

    @Option(names = "--protocol", paramLabel = "smtp|smtps|lmtp", description = "The protocol. Default: smtp.")
    private Optional<Protocol> protocol = Optional.empty();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "The user name for the login. Without it, parley does not log in.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-a", "--auth"},
            paramLabel = "MECHANISM",
            description = "The SASL mechanism. Default: the strongest that client and server support.")
    private Optional<String> mechanism = Optional.empty();

    @Option(
            names = {"-q", "--quit-after"},
            paramLabel = "STEP",
            description =
                    "Ends with QUIT after this step, and sends no message: ${COMPLETION-CANDIDATES}. starttls includes the"
                            + " EHLO over TLS.")
    private Optional<QuitAfter> quitAfter = Optional.empty();

    @Option(names = "--dry-run", description = "Prints the message as it would be sent, without a connection.")
    private boolean dryRun;

    @Option(names = "--quiet", description = "Does not show the dialog.")
    private boolean quiet;

    @Option(names = "--json", description = "Prints only the result, as one JSON object.")
    private boolean asJson;

    @Mixin
    private SessionOptions session;

    @Mixin
    private LoginOptions login;

    @Mixin
    private MessageOptions messageOptions;

    private enum Protocol {
        SMTP,
        SMTPS,
        LMTP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SendCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws MessagingException, IOException, CliException {
        String protocolName = session.protocol(base().toString(), port());
        Properties properties = session.properties(protocolName, context);
        ProgressBar bar = new ProgressBar(context.errors());
        setProperties(properties, protocolName, bar);
        if (quitAfter.isPresent()) {
            return quitEarly(quitAfter.get(), properties, protocolName);
        }
        Session mail = Session.getInstance(properties);
        MimeMessage message = messageOptions.message(mail, context);
        InternetAddress[] recipients = messageOptions.recipients(message);
        if (dryRun) {
            return printMessage(message, recipients);
        }
        session.restrictAddresses(properties, protocolName, host(properties, protocolName));
        SmtpTransport transport = (SmtpTransport) mail.getTransport(protocolName);
        try (transport) {
            connect(transport);
            transport.sendMessage(message, recipients);
        } catch (MessagingException e) {
            bar.erase();
            if (transport.getLastDelivery().isEmpty()) {
                return reportFailure(e);
            }
        }
        bar.erase();
        return report(transport.getLastDelivery().orElseThrow());
    }

    private int quitEarly(QuitAfter step, Properties properties, String protocolName)
            throws MessagingException, IOException, CliException {
        if (dryRun) {
            throw new IllegalArgumentException("--quit-after and --dry-run exclude each other: use one of them");
        }
        if (step == QuitAfter.GREETING && socket.isPresent()) {
            throw new IllegalArgumentException("--quit-after greeting needs --server: use --quit-after ehlo");
        }
        String sender = step.hasSender() ? messageOptions.requireEnvelopeFrom() : null;
        if (step.hasRecipients()) {
            messageOptions.requireRecipient();
        }
        List<InternetAddress> recipients = messageOptions.recipients();
        step.set(properties, protocolName);
        session.restrictAddresses(properties, protocolName, host(properties, protocolName));
        Session mail = Session.getInstance(properties);
        int code = ExitCode.OK;
        try {
            if (step == QuitAfter.GREETING) {
                QuitAfter.greet(mail, protocolName, host(properties, protocolName), port());
            } else {
                try (SmtpTransport transport = (SmtpTransport) mail.getTransport(protocolName)) {
                    connect(transport);
                    code = step.envelope(transport, sender, recipients);
                }
            }
        } catch (MessagingException e) {
            return reportFailure(e);
        }
        if (asJson) {
            new JsonObject()
                    .put("complete", false)
                    .put("quitAfter", step.toString())
                    .print(context.out());
        }
        return code;
    }

    private void connect(SmtpTransport transport) throws MessagingException, CliException {
        boolean logsIn = user.isPresent() && quitAfter.map(QuitAfter::logsIn).orElse(true);
        String secret = logsIn && !needsNoPassword() ? login.password(user.get(), context) : null;
        transport.connect(server.map(HostPort::host).orElse(null), port(), logsIn ? user.get() : null, secret);
    }

    private Protocol base() {
        if (socket.isPresent() && (server.isPresent() || protocol.orElse(Protocol.LMTP) != Protocol.LMTP)) {
            throw new IllegalArgumentException(
                    "--socket is for LMTP: remove --server, and --protocol " + protocol.orElse(Protocol.SMTP));
        }
        return socket.isPresent() ? Protocol.LMTP : protocol.orElse(Protocol.SMTP);
    }

    private String host(Properties properties, String protocolName) {
        return server.map(HostPort::host)
                .orElseGet(() -> properties.getProperty("mail." + protocolName + ".host", "localhost"));
    }

    private int port() {
        return server.map(HostPort::port).orElse(-1);
    }

    private void setProperties(Properties properties, String protocolName, ProgressBar bar) {
        String prefix = "mail." + protocolName;
        messageOptions.envelopeFrom().ifPresent(sender -> properties.setProperty(prefix + ".from", sender));
        if (user.isPresent()) {
            properties.setProperty(prefix + ".auth", "true");
        }
        login.set(properties, protocolName);
        if (!protocolName.endsWith("s")) {
            properties.putIfAbsent(prefix + ".starttls.enable", "true");
        }
        socket.ifPresent(path -> properties.setProperty(prefix + ".socket", path.toString()));
        mechanism.ifPresent(name -> properties.setProperty(prefix + ".auth.mechanisms", name));
        if (!quiet && !asJson) {
            TraceSink text = OptionNames.SEND.in(new TextSink(context.out(), context.colour()));
            properties.put(prefix + ".trace.sink", (TraceSink) event -> {
                bar.erase();
                text.accept(event);
            });
            if (context.terminal()) {
                properties.put(prefix + ".delivery.listener", bar);
            }
        }
    }

    private boolean needsNoPassword() {
        return mechanism
                .filter(name -> name.equalsIgnoreCase("EXTERNAL") || name.equalsIgnoreCase("GSSAPI"))
                .isPresent();
    }

    private int printMessage(MimeMessage message, InternetAddress[] recipients) throws MessagingException, IOException {
        if (!quiet) {
            String to =
                    Arrays.stream(recipients).map(InternetAddress::getAddress).collect(Collectors.joining(", "));
            context.errors().println("would be sent to " + to + ":");
        }
        CrlfStream octets = CrlfStream.withoutStuffing(context.out());
        message.writeTo(octets, new String[] {"Bcc", "Resent-Bcc", "Content-Length"});
        octets.finish();
        context.out().flush();
        return ExitCode.OK;
    }

    private int reportFailure(MessagingException failure) throws MessagingException, IOException {
        if (asJson) {
            DeliveryJson.of(failure).print(context.out());
        }
        throw failure;
    }

    private int report(Delivery delivery) throws IOException {
        if (asJson) {
            DeliveryJson.of(delivery).print(context.out());
        } else {
            context.out().println(delivery);
        }
        return ExitCode.of(delivery);
    }
}
