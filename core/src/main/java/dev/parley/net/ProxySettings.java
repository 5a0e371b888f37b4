package dev.parley.net;

import dev.parley.sasl.Credentials;
import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import java.util.Optional;

/** A proxy between here and the server. */
public sealed interface ProxySettings {

    Endpoint endpoint();

    /** The property that names it. */
    String property();

    /**
     * Makes a tunnel when asked with CONNECT (RFC 9110 s9.3.6).
     *
     * @param credentials for Basic authentication (RFC 7617)
     */
    record Http(Endpoint endpoint, Optional<Credentials> credentials, MailProperties names) implements ProxySettings {
        @Override
        public String property() {
            return names.name("proxy.host");
        }

        @Override
        public String toString() {
            return "the HTTP proxy " + endpoint;
        }
    }

    /** Speaks SOCKS (RFC 1928), as the JDK does. */
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
        Optional<ProxySettings> http =
                Endpoint.from(properties, "proxy", 80).map(at -> new Http(at, credentials(properties), properties));
        return http.or(() -> Endpoint.from(properties, "socks", 1080).map(at -> new Socks(at, properties)));
    }

    private static Optional<Credentials> credentials(MailProperties properties) {
        Optional<String> user = properties.text("proxy.user").filter(name -> !name.isEmpty());
        if (user.isPresent() && user.get().contains(":")) {
            throw new IllegalArgumentException(
                    properties.name("proxy.user") + " holds a colon, which Basic authentication has no place for");
        }
        String password = properties.text("proxy.password").orElse("");
        return user.map(name -> new Credentials(name, password));
    }
}
