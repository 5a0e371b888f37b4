package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.PasswordOptions;
import dev.parley.cli.shared.SessionOptions;
import dev.parley.cli.shared.Surroundings;
import dev.parley.sieve.SieveFolder;
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
    private PasswordOptions password;

    private String secret;

    /** An operation on the scripts. */
    @FunctionalInterface
    interface Work<T> {
        T with(SieveStore store) throws MessagingException, IOException, Complaint;
    }

    /** Connects, runs the operation and closes the connection. The password is read once. */
    <T> T talk(Surroundings surroundings, Work<T> work) throws MessagingException, IOException, Complaint {
        String protocol = session.protocol(url.protocol(), url.server().port());
        Properties properties = session.properties(protocol);
        if (trace) {
            TraceSink text = new TextSink(surroundings.errors(), surroundings.colour(), false);
            properties.put("mail." + protocol + ".trace.sink", text);
        }
        if (secret == null) {
            secret = password.password(url.user(), surroundings);
        }
        try (SieveStore store = (SieveStore) Session.getInstance(properties).getStore(protocol)) {
            store.connect(url.server().host(), url.server().port(), url.user(), secret);
            return work.with(store);
        }
    }

    static SieveFolder script(SieveStore store, String name) throws MessagingException {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of the script is empty: use a name");
        }
        return (SieveFolder) store.getFolder(name);
    }
}
