package dev.parley.sasl;

import dev.parley.settings.MailProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;
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
                ? KerberosThread.begin(() -> beginAtOnce(credentials, server), server, properties)
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

    /**
     * Answers the callbacks of a mechanism of {@code javax.security.sasl}.
     *
     * @param realm empty: the one that the mechanism proposes
     */
    private record Callbacks(Credentials credentials, String realm) implements CallbackHandler {
        @Override
        public void handle(Callback[] questions) throws IOException, UnsupportedCallbackException {
            for (Callback question : questions) {
                answer(question);
            }
        }

        private void answer(Callback question) throws IOException, UnsupportedCallbackException {
            if (question instanceof NameCallback name) {
                name.setName(credentials.user());
            } else if (question instanceof PasswordCallback password) {
                if (credentials.password() != null) {
                    String text = new String(credentials.password().octets(), StandardCharsets.UTF_8);
                    password.setPassword(text.toCharArray());
                }
            } else if (question instanceof RealmCallback text) {
                String proposed = text.getDefaultText() == null ? "" : text.getDefaultText();
                text.setText(realm.isEmpty() ? proposed : realm);
            } else if (question instanceof RealmChoiceCallback choice) {
                choice.setSelectedIndex(choose(choice));
            } else {
                throw new UnsupportedCallbackException(question);
            }
        }

        private int choose(RealmChoiceCallback choice) throws IOException {
            if (realm.isEmpty()) {
                return choice.getDefaultChoice();
            }
            int index = Arrays.asList(choice.getChoices()).indexOf(realm);
            if (index < 0) {
                throw new IOException("sasl.realm=" + realm + ", but the server offers only the realms "
                        + String.join(", ", choice.getChoices()));
            }
            return index;
        }
    }
}
