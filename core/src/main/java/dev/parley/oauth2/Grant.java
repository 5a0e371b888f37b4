package dev.parley.oauth2;

import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What entitles the client to an access token (RFC 6749 s1.3). */
public sealed interface Grant {
    /** The values of {@code oauth2.grant}. */
    enum Type {
        CLIENT_CREDENTIALS,
        REFRESH_TOKEN,
        JWT_BEARER;

        /** As the property has it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a request needs besides the settings.
     *
     * @param user of the mail login; empty: none
     * @param refreshToken the present one; null: the grant has none
     * @param names the protocol's properties, for error messages
     */
    record Input(String user, Secret refreshToken, Instant now, MailProperties names) {}

    Type type();

    /** Adds the parameters of the grant, but not those of the client, nor the scope. */
    void addTo(TokenRequest.Form form, Input input) throws TokenException;

    /** The client acts for itself (RFC 6749 s4.4). */
    record ClientCredentials() implements Grant {
        @Override
        public Type type() {
            return Type.CLIENT_CREDENTIALS;
        }

        @Override
        public void addTo(TokenRequest.Form form, Input input) {
            form.add("grant_type", "client_credentials");
        }
    }

    /**
     * A user has given consent once (RFC 6749 s6).
     *
     * @param token null: in the file. {@code mail.<protocol>.oauth2.refresh.token} (secret; none): the refresh token of the
     *     account
     * @param file null: none. {@code mail.<protocol>.oauth2.refresh.token.file} (file; none): a file whose first line is the
     *     refresh token, instead of {@code oauth2.refresh.token}. It is read for each request. If the authorization server
     *     issues another refresh token, this is written to the file before the login goes on
     */
    record RefreshToken(Secret token, String file) implements Grant {
        @Override
        public Type type() {
            return Type.REFRESH_TOKEN;
        }

        @Override
        public void addTo(TokenRequest.Form form, Input input) {
            form.add("grant_type", "refresh_token");
            form.addSecret("refresh_token", input.refreshToken());
        }
    }

    /**
     * A signed statement about the user (RFC 7523 s2.1).
     *
     * @param key signs it
     */
    record JwtBearer(SigningKey key, Claims claims) implements Grant {
        /**
         * What the statement contains besides times.
         *
         * @param issuer {@code mail.<protocol>.oauth2.jwt.issuer} (text; the oauth2.client.id): the issuer of the JWT; for Google the
         *     address of the service account
         * @param subject empty: the user. {@code mail.<protocol>.oauth2.jwt.subject} (user name; the user): the subject of the
         *     JWT: the account that the token is for
         * @param audience {@code mail.<protocol>.oauth2.jwt.audience} (text; the token URL): the audience of the JWT: the
         *     authorization server
         * @param scope of the {@code oauth2.scope}; empty: none
         */
        record Claims(String issuer, String subject, String audience, String scope) {
            private static final Duration LIFETIME = Duration.ofMinutes(5);

            /** The names and values (RFC 7519 s4.1), in the order of the JWT. */
            Map<String, Object> at(Instant now, String user) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("iss", issuer);
                all.put("sub", user);
                all.put("aud", audience);
                if (!scope.isEmpty()) {
                    all.put("scope", scope);
                }
                all.put("iat", now.getEpochSecond());
                all.put("exp", now.plus(LIFETIME).getEpochSecond());
                all.put("jti", UUID.randomUUID().toString());
                return all;
            }
        }

        @Override
        public Type type() {
            return Type.JWT_BEARER;
        }

        @Override
        public void addTo(TokenRequest.Form form, Input input) throws TokenException {
            form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
            String subject = claims.subject.isEmpty() ? input.user() : claims.subject;
            if (subject.isEmpty()) {
                throw new TokenException(
                        "the JWT of the token request has no subject: the login has no user, and "
                                + input.names().name("oauth2.jwt.subject") + " is not set",
                        false,
                        null);
            }
            form.addSecret("assertion", key.sign(claims.at(input.now(), subject), input.names()));
        }
    }
}
