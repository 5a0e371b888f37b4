package dev.parley.sasl;

import dev.parley.settings.MailProperties;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;

/**
 * A mechanism of {@code javax.security.sasl}: the JDK's, or that of another provider.
 *
 * @param realm of DIGEST-MD5; empty: the first that the server names
 * @param canonical whether the mechanism gets the canonical host name of the server
 * @param properties all of them are passed to the mechanism
 */
record JavaSasl(String name, String realm, boolean canonical, MailProperties properties) implements Mechanism {
    private static final Set<String> WITHOUT_PASSWORD = Set.of("GSSAPI", "EXTERNAL");
    private static final Set<String> HIDING = Set.of("GSSAPI", "EXTERNAL", "DIGEST-MD5", "CRAM-MD5", "NTLM");

    /** The same settings for another mechanism. */
    JavaSasl named(String other) {
        return new JavaSasl(other.toUpperCase(Locale.ROOT), realm, canonical, properties);
    }

    @Override
    public int strength() {
        return switch (name) {
            case "GSSAPI", "EXTERNAL" -> 20;
            case "DIGEST-MD5" -> 3;
            case "CRAM-MD5", "NTLM" -> 2;
            default -> 1;
        };
    }

    /** An unknown mechanism is assumed to send the password. */
    @Override
    public boolean showsPassword() {
        return !HIDING.contains(name);
    }

    @Override
    public boolean needsPassword() {
        return !WITHOUT_PASSWORD.contains(name);
    }

    @Override
    public boolean isUsable(Server server) {
        if (!server.offers(name)) {
            return false;
        }
        for (SaslClientFactory factory : Collections.list(Sasl.getSaslClientFactories())) {
            if (Arrays.asList(factory.getMechanismNames(properties.all())).contains(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        return name.equals("GSSAPI")
                ? KerberosThread.begin(() -> beginAtOnce(credentials, server), server.deadline(), properties)
                : beginAtOnce(credentials, server);
    }

    private Exchange beginAtOnce(Credentials credentials, Server server) throws ExchangeException {
        InetAddress address = canonical ? server.peer().address() : null;
        String host = address != null ? address.getCanonicalHostName() : server.host();
        String authorization = credentials.authorization().isEmpty() ? null : credentials.authorization();
        try {
            SaslClient client = Sasl.createSaslClient(
                    new String[] {name},
                    authorization,
                    server.service(),
                    host,
                    properties.all(),
                    new Callbacks(credentials, realm));
            if (client == null) {
                throw new ExchangeException("javax.security.sasl has no client for " + name);
            }
            return JavaExchange.begin(client);
        } catch (SaslException e) {
            throw new ExchangeException(name, e);
        }
    }
}
