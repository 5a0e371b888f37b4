package dev.parley.cli.smtp;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.LoginOptions;
import dev.parley.cli.shared.OptionNames;
import dev.parley.cli.shared.SessionOptions;
import dev.parley.smtp.SmtpTransport;
import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TextSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options for the server, and the connection to it. */
final class MailServer {
    @Parameters(index = "0", paramLabel = "HOST[:PORT]", description = "The server.")
    private HostPort server;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "The user name for the login. Without it, parley does not log in.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--trace", description = "Shows the dialog on standard error.")
    private boolean trace;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean asJson;

    @Mixin
    private SessionOptions session;

    @Mixin
    private LoginOptions login;

    /** A command that needs a connection. */
    @FunctionalInterface
    interface Operation<T> {
        T run(SmtpTransport transport) throws MessagingException;
    }

    boolean asJson() {
        return asJson;
    }

    /** Connects, runs the operation and closes the connection. */
    <T> T connected(CommandContext context, Operation<T> operation)
            throws MessagingException, IOException, CliException {
        String protocol = session.protocol("smtp", server.port());
        String prefix = "mail." + protocol + ".";
        Properties properties = session.properties(protocol, context);
        login.set(properties, protocol);
        if (user.isPresent()) {
            properties.setProperty(prefix + "auth", "true");
        }
        if (!protocol.endsWith("s")) {
            properties.putIfAbsent(prefix + "starttls.enable", "true");
        }
        session.restrictAddresses(properties, protocol, server.host());
        if (trace) {
            TraceSink text = OptionNames.SMTP.in(new TextSink(context.errors(), context.colour()));
            properties.put(prefix + "trace.sink", text);
        }
        String password = user.isPresent() ? login.password(user.get(), context) : null;
        try (SmtpTransport transport =
                (SmtpTransport) Session.getInstance(properties).getTransport(protocol)) {
            transport.connect(server.host(), server.port(), user.orElse(null), password);
            return operation.run(transport);
        }
    }
}
