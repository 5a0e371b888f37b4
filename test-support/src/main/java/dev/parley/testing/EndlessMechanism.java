package dev.parley.testing;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;

/**
 * The SASL mechanism {@code ENDLESS}, which has a response to every challenge: with a server that has a challenge for
 * every response, only a deadline ends the login.
 */
public final class EndlessMechanism implements SaslClientFactory {
    public static final String NAME = "ENDLESS";

    /** Makes the mechanism known to {@code javax.security.sasl}, for the rest of the JVM's life. */
    public static void register() {
        Security.addProvider(new SaslProvider());
    }

    private static final class SaslProvider extends Provider {
        private static final long serialVersionUID = 1;

        SaslProvider() {
            super("ParleyEndless", "1", "a mechanism for tests");
            put("SaslClientFactory." + NAME, EndlessMechanism.class.getName());
        }
    }

    @Override
    public SaslClient createSaslClient(
            String[] mechanisms,
            String authorizationId,
            String protocol,
            String serverName,
            Map<String, ?> properties,
            CallbackHandler callbacks) {
        return new Client();
    }

    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
        return new String[] {NAME};
    }

    private static final class Client implements SaslClient {
        @Override
        public String getMechanismName() {
            return NAME;
        }

        @Override
        public boolean hasInitialResponse() {
            return false;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) {
            return challenge;
        }

        @Override
        public boolean isComplete() {
            return false;
        }

        @Override
        public byte[] unwrap(byte[] incoming, int offset, int length) {
            throw new IllegalStateException("no security layer");
        }

        @Override
        public byte[] wrap(byte[] outgoing, int offset, int length) {
            throw new IllegalStateException("no security layer");
        }

        @Override
        public Object getNegotiatedProperty(String name) {
            return null;
        }

        @Override
        public void dispose() {}
    }
}
