package dev.parley.cli.shared;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** What every command that talks to a server lets one say of the Session. */
public final class SessionOptions {
    @Option(
            names = "--tls",
            paramLabel = "off|on|required",
            description = "STARTTLS: not, where the server offers it, or nothing without it.")
    private Optional<Tls> tls = Optional.empty();

    @Option(
            names = "-D",
            paramLabel = "mail.NAME=VALUE",
            description = "Any property of the Session; docs/properties.md lists them.")
    private Map<String, String> properties = new LinkedHashMap<>();

    /** The properties of a Session for one protocol; an option stands before {@code -D}. */
    public Properties properties(String protocol) {
        Properties session = new Properties();
        session.putAll(properties);
        tls.ifPresent(choice -> choice.into(session, protocol));
        return session;
    }
}
