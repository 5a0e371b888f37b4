package dev.parley.cli.shared;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the Session, which all commands that connect to a server have. */
public final class SessionOptions {
    /** RFC 8314 s7.3: submission that begins with TLS. */
    private static final int SUBMISSIONS = 465;

    @Option(
            names = "--tls",
            paramLabel = "off|on|required|implicit",
            description =
                    "off: no TLS. on: STARTTLS if the server announces it. required: STARTTLS, or the command fails."
                            + " implicit: TLS from the first octet, as with smtps and sieves; the default for SMTP on port"
                            + " 465.")
    private Optional<TlsMode> tls = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description =
                    "The time-out of connecting, of each reply and of each write: seconds, or a number with s, m or"
                            + " h; 0: none.")
    private Optional<TimeLimit> timeout = Optional.empty();

    @ArgGroup(exclusive = true)
    private AddressFamily family;

    @Option(
            names = {"-k", "--insecure"},
            description = "Accepts any certificate and any name in it.")
    private boolean insecure;

    @Mixin
    private CertificateOptions certificates;

    @Option(
            names = "-D",
            paramLabel = "mail.NAME=VALUE",
            description = "A property of the Session, such as mail.smtp.timeout=5000. Repeatable.")
    private Map<String, String> properties = new LinkedHashMap<>();

    /** The protocol to use: with implicit TLS {@code smtps} for {@code smtp}, and {@code sieves} for {@code sieve}. */
    public String protocol(String base, int port) {
        boolean submissions = base.equals("smtp") && port == SUBMISSIONS;
        return tls.or(() -> submissions ? Optional.of(TlsMode.IMPLICIT) : Optional.empty())
                .map(mode -> mode.protocol(base))
                .orElse(base);
    }

    /**
     * The properties of a Session for one protocol; an option overrides {@code -D}.
     *
     * @throws IllegalArgumentException when an argument has a password
     * @throws CliException when there is no password where an option names it
     */
    public Properties properties(String protocol, CommandContext context) throws CliException {
        requireNoPassword();
        Properties session = new Properties();
        session.putAll(properties);
        tls.ifPresent(mode -> mode.set(session, protocol));
        String prefix = "mail." + protocol + ".";
        timeout.ifPresent(limit -> {
            for (String name : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
                session.setProperty(prefix + name, limit.millis());
            }
        });
        certificates.set(session, prefix + "ssl.", context);
        if (insecure) {
            requireNoTrust(session, prefix + "ssl.");
            session.setProperty(prefix + "ssl.trust", "*");
            session.setProperty(prefix + "ssl.checkserveridentity", "false");
        }
        return session;
    }

    /**
     * The addresses of a host, of the family that is chosen.
     *
     * @throws CliException when the host has none
     */
    public List<InetAddress> addresses(String host) throws CliException {
        List<InetAddress> all;
        try {
            all = List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new CliException(ExitCode.UNAVAILABLE, "the host " + host + " has no address: check the name");
        }
        return family == null ? all : family.of(host, all);
    }

    /**
     * Sets the properties for {@code -4} and {@code -6}.
     *
     * @throws CliException when the host has no such address
     */
    public void restrictAddresses(Properties session, String protocol, String host) throws CliException {
        if (family != null) {
            family.requireDirect(session, "mail." + protocol + ".");
            addresses(host);
            session.put("mail." + protocol + ".socketFactory", family.sockets());
        }
    }

    private static void requireNoTrust(Properties session, String prefix) {
        if (session.containsKey(prefix + "ca.file") || session.containsKey(prefix + "pin")) {
            throw new IllegalArgumentException(
                    "--insecure accepts any certificate, which contradicts --ca-file and --pin: remove it");
        }
    }

    /** Rejects the names of passwords, secrets and tokens, {@code proxy.password} among them. */
    private void requireNoPassword() {
        for (String name : properties.keySet()) {
            String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            if (last.contains("password") || last.contains("secret") || last.contains("token")) {
                throw new IllegalArgumentException("-D" + name + ": "
                        + (name.endsWith(".ssl.key.password")
                                ? CertificateOptions.KEY_PASSWORD_IN_ARGUMENT
                                : PasswordOptions.PASSWORD_IN_ARGUMENT));
            }
        }
    }
}
