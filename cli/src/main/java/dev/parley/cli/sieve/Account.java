package dev.parley.cli.sieve;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.LoginOptions;
import dev.parley.cli.shared.OptionNames;
import dev.parley.cli.shared.SessionOptions;
import dev.parley.sieve.SieveStore;
import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TextSink;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options for the account, and its connection. */
final class Account {
    @Parameters(
            index = "0",
            paramLabel = "URL",
            description = "The account: sieve://USER@HOST[:PORT] or sieves://USER@HOST[:PORT].")
    private AccountUrl url;

    @Option(names = "--trace", description = "Shows the dialog on standard error.")
    private boolean trace;

    @Mixin
    private SessionOptions session;

    @Mixin
    private LoginOptions login;

    private String password;
    private boolean keepAlive;

    /** Commands that need a connection. */
    @FunctionalInterface
    interface Operation<T> {
        T run(SieveStore store) throws MessagingException, IOException, CliException;
    }

    /** Keeps a connection open whose user is typing. */
    void keepAlive() {
        keepAlive = true;
    }

    /** Connects, runs the operation and closes the connection. The password is read once. */
    <T> T connected(CommandContext context, Operation<T> operation)
            throws MessagingException, IOException, CliException {
        String protocol = session.protocol(url.protocol(), url.server().port());
        Properties properties = session.properties(protocol, context);
        login.set(properties, protocol);
        if (keepAlive) {
            properties.putIfAbsent("mail." + protocol + ".keepalive", "60");
        }
        session.restrictAddresses(properties, protocol, url.server().host());
        if (trace) {
            TraceSink text = OptionNames.SIEVE.in(new TextSink(context.errors(), context.colour()));
            properties.put("mail." + protocol + ".trace.sink", text);
        }
        if (password == null) {
            password = login.password(url.user(), context);
        }
        try (SieveStore store = (SieveStore) Session.getInstance(properties).getStore(protocol)) {
            store.connect(url.server().host(), url.server().port(), url.user(), password);
            return operation.run(store);
        }
    }
}
