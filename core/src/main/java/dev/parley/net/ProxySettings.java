package dev.parley.net;

import dev.parley.sasl.Credentials;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import java.util.Optional;

/** A proxy between this client and the server. */
public sealed interface ProxySettings {

    Endpoint endpoint();

    /** The property that names it. */
    String property();

    /**
     * Opens a tunnel with CONNECT (RFC 9110 s9.3.6).
     *
     * @param credentials for Basic authentication (RFC 7617); null: none
     */
    record Http(Endpoint endpoint, Credentials credentials, MailProperties names) implements ProxySettings {
        @Override
        public String property() {
            return names.name("proxy.host");
        }

        @Override
        public String toString() {
            return "the HTTP proxy " + endpoint;
        }
    }

    /** A SOCKS proxy (RFC 1928), which the JDK implements. */
    record Socks(Endpoint endpoint, MailProperties names) implements ProxySettings {
        @Override
        public String property() {
            return names.name("socks.host");
        }

        @Override
        public String toString() {
            return "the SOCKS proxy " + endpoint;
        }
    }

    /** @throws IllegalArgumentException naming the property that cannot be used */
    static Optional<ProxySettings> from(MailProperties properties) {
        Optional<Endpoint> http = Endpoint.from(properties, "proxy", 80);
        if (http.isPresent()) {
            return Optional.of(new Http(http.get(), credentials(properties), properties));
        }
        Optional<Endpoint> socks = Endpoint.from(properties, "socks", 1080);
        return socks.isPresent() ? Optional.of(new Socks(socks.get(), properties)) : Optional.empty();
    }

    /** Null: none. */
    private static Credentials credentials(MailProperties properties) {
        String user = properties.text("proxy.user").orElse("");
        if (user.contains(":")) {
            throw new IllegalArgumentException(properties.name("proxy.user")
                    + " contains a colon, which Basic authentication does not allow (RFC 7617 s2)");
        }
        String password = properties.text("proxy.password").orElse("");
        return user.isEmpty() ? null : new Credentials(user, password);
    }
}
