package dev.parley.cli.shared;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** What every command that talks to a server lets one say of the Session. */
public final class SessionOptions {
    /** RFC 8314 s7.3: submission that begins with TLS. */
    private static final int SUBMISSIONS = 465;

    @Option(
            names = "--tls",
            paramLabel = "off|on|required|implicit",
            description = "STARTTLS: not, where the server offers it, or nothing without it; implicit is TLS from the"
                    + " first octet, as smtps and sieves have it. SMTP on port 465 is implicit unless this says"
                    + " otherwise.")
    private Optional<Tls> tls = Optional.empty();

    @Option(
            names = "-D",
            paramLabel = "mail.NAME=VALUE",
            description = "Any property of the Session; docs/properties.md lists them.")
    private Map<String, String> properties = new LinkedHashMap<>();

    /** The protocol that is spoken, where this one is asked for: {@code smtps}, {@code sieves} with implicit TLS. */
    public String protocol(String named, int port) {
        boolean submissions = named.equals("smtp") && port == SUBMISSIONS;
        return tls.or(() -> submissions ? Optional.of(Tls.IMPLICIT) : Optional.empty())
                .map(choice -> choice.protocol(named))
                .orElse(named);
    }

    /** Rejects the names of passwords, secrets and tokens, {@code proxy.password} among them. */
    private void requireNoPassword() {
        for (String name : properties.keySet()) {
            String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            if (last.contains("password") || last.contains("secret") || last.contains("token")) {
                throw new IllegalArgumentException("-D" + name + ": " + PasswordOptions.SEEN);
            }
        }
    }

    /**
     * The properties of a Session for one protocol; an option stands before {@code -D}.
     *
     * @throws IllegalArgumentException when one of them is a password
     */
    public Properties properties(String protocol) {
        requireNoPassword();
        Properties session = new Properties();
        session.putAll(properties);
        tls.ifPresent(choice -> choice.into(session, protocol));
        return session;
    }
}
