package dev.parley.login.source;

import dev.parley.login.LoginRequest;
import dev.parley.net.ConnectAttempt;
import dev.parley.oauth2.AccessTokens;
import dev.parley.oauth2.OAuth2Settings;
import dev.parley.sasl.Secret;
import dev.parley.sasl.SuppliedSecret;
import dev.parley.settings.MailProperties;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the password or token of each login comes from; it is used instead of one that the application gives to connect. A
 * supplier that is named by its class has one instance, which must allow concurrent calls. {@link OAuth2Settings} lists the
 * properties of OAuth 2.0.
 *
 * <p>{@code mail.<protocol>.auth.password.supplier} (a SecretSupplier, a Supplier of a String, or a class name; none):
 * returns the password for each login. It is asked again once if the server rejects the login, and for each connect that may
 * use an idle connection of a pool: that has the same password;
 * {@code mail.<protocol>.auth.token.supplier} (a SecretSupplier, a Supplier of a String, or a class name; none): returns the
 * OAuth 2.0 access token for each login, for the mechanisms XOAUTH2 and OAUTHBEARER. It is asked again once if the server
 * rejects the token
 */
public interface SecretSource {

    /**
     * The source that the properties name.
     *
     * @return null: none
     * @throws IllegalArgumentException naming the properties, when there are two, or one has an unusable value
     */
    static SecretSource from(MailProperties properties) {
        List<String> names = new ArrayList<>();
        SuppliedSecret password = SuppliedSecret.from(properties, "auth.password.supplier");
        SuppliedSecret token = SuppliedSecret.from(properties, "auth.token.supplier");
        SecretSource source = null;
        if (password != null) {
            names.add(properties.name("auth.password.supplier"));
            source = new Supplied(password, false);
        }
        if (token != null) {
            names.add(properties.name("auth.token.supplier"));
            source = new Supplied(token, true);
        }
        if (OAuth2Settings.isConfigured(properties)) {
            OAuth2Settings settings = OAuth2Settings.from(properties);
            names.add(settings.endpointSetting());
            source = new Issued(settings);
        }
        if (names.size() > 1) {
            throw new IllegalArgumentException(
                    "only one of " + String.join(", ", names) + " can be used: remove the others");
        }
        return source;
    }

    /** Whether it is a token of OAuth 2.0, for the mechanisms XOAUTH2 and OAUTHBEARER. */
    boolean isToken();

    /**
     * The password or token for a login.
     *
     * @param rejected what the server has just rejected; null: nothing
     * @param attempt whose deadline and end also end the wait for a token
     * @return perhaps the rejected one, if there is no other
     * @throws IOException when there is none; its message names the property
     */
    Secret get(LoginRequest login, Secret rejected, ConnectAttempt attempt, Trace trace) throws IOException;

    /**
     * Another password or token than the rejected one, for one more login.
     *
     * @return null: there is no other
     * @throws IOException as {@link #get} does
     */
    default Secret other(LoginRequest login, Secret rejected, ConnectAttempt attempt, Trace trace) throws IOException {
        Secret other = get(login.rejected(), rejected, attempt, trace);
        if (other.equals(rejected)) {
            trace.decided(Topic.AUTH, "no other login", this + " returned what the server has rejected");
            return null;
        }
        trace.decided(
                Topic.AUTH, "another login", "the server rejected the one before, and " + this + " was asked again");
        return other;
    }

    /** The phase in which it fails, as {@link Trace#failed} has it. */
    String phase();

    /** What the application returns. */
    record Supplied(SuppliedSecret supplier, boolean isToken) implements SecretSource {
        @Override
        public Secret get(LoginRequest login, Secret rejected, ConnectAttempt attempt, Trace trace) throws IOException {
            Secret secret = supplier.get(login);
            if (isToken) {
                requireToken(secret);
            }
            return secret;
        }

        /** RFC 6750 s2.1: a line break at the end of a file is a common mistake. */
        private void requireToken(Secret secret) throws IOException {
            for (byte octet : secret.octets()) {
                if (octet <= ' ' || octet >= 0x7f) {
                    throw new IOException(supplier
                            + " returned a token with a blank, a control character or a character outside of ASCII");
                }
            }
        }

        @Override
        public String phase() {
            return isToken ? "asking for the token" : "asking for the password";
        }

        @Override
        public String toString() {
            return supplier.toString();
        }
    }

    /** What an authorization server issues. Two are equal if the server issues the same token. */
    record Issued(OAuth2Settings settings) implements SecretSource {
        @Override
        public boolean isToken() {
            return true;
        }

        @Override
        public Secret get(LoginRequest login, Secret rejected, ConnectAttempt attempt, Trace trace) throws IOException {
            return AccessTokens.SHARED.get(settings, login, rejected, attempt, trace);
        }

        @Override
        public String phase() {
            return AccessTokens.PHASE;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Issued same && settings.account().equals(same.settings.account());
        }

        @Override
        public int hashCode() {
            return settings.account().hashCode();
        }

        @Override
        public String toString() {
            return settings.endpointSetting();
        }
    }
}
