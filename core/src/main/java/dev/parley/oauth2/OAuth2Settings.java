package dev.parley.oauth2;

import dev.parley.login.RefreshTokenListener;
import dev.parley.oauth2.Grant.Type;
import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import dev.parley.tls.TrustedRoots;
import dev.parley.trace.Trace;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The properties {@code mail.<protocol>.oauth2.*}: how the access token of a login is requested.
 *
 * @param account what a token depends on
 * @param timeout {@code mail.<protocol>.oauth2.timeout} (milliseconds; 30000): the time-out of a token request as a whole
 * @param listener null: none. {@code mail.<protocol>.oauth2.refresh.token.listener} (a RefreshTokenListener object, or the
 *     name of a class with a public constructor without parameters; none): stores a refresh token that the authorization server
 *     issues instead of the present one, before the login goes on
 * @param names the protocol's properties, for error messages
 */
public record OAuth2Settings(Account account, Duration timeout, RefreshTokenListener listener, MailProperties names) {
    static final String PRESET = "oauth2.preset";
    static final String TENANT = "oauth2.tenant";
    static final String URL = "oauth2.token.url";
    static final String CA_FILE = "oauth2.ca.file";
    static final String GRANT = "oauth2.grant";
    static final String CLIENT_ID = "oauth2.client.id";
    static final String CLIENT_SECRET = "oauth2.client.secret";
    static final String CLIENT_SECRET_FILE = "oauth2.client.secret.file";
    static final String CLIENT_AUTHENTICATION = "oauth2.client.authentication";
    static final String SCOPE = "oauth2.scope";
    static final String REFRESH_TOKEN = "oauth2.refresh.token";
    static final String REFRESH_TOKEN_FILE = "oauth2.refresh.token.file";
    static final String REFRESH_TOKEN_LISTENER = "oauth2.refresh.token.listener";
    static final String ISSUER = "oauth2.jwt.issuer";
    static final String SUBJECT = "oauth2.jwt.subject";
    static final String AUDIENCE = "oauth2.jwt.audience";
    static final String KEY_ID = "oauth2.jwt.key.id";
    static final String TIMEOUT = "oauth2.timeout";

    /** Accounts of any organization (Microsoft), which only a user's consent gives access to. */
    private static final List<String> ANY_TENANT = List.of("common", "organizations", "consumers");

    private static final int DEFAULT_TIMEOUT = 30_000;

    /**
     * What a token depends on, besides the user.
     *
     * @param url {@code mail.<protocol>.oauth2.token.url} (URL; that of the oauth2.preset): the token endpoint of the
     *     authorization server. It must begin with https, or with http if the host is 127.0.0.1, [::1] or localhost
     * @param roots {@code mail.<protocol>.oauth2.ca.file} (PEM files, separated by commas; the JVM's trust store): the
     *     certificates of the authorities that may issue the certificate of the token endpoint. No other authority is trusted
     * @param scope empty: none. {@code mail.<protocol>.oauth2.scope} (list; that of the oauth2.preset): the permissions of the
     *     token
     * @param grant {@code mail.<protocol>.oauth2.grant} (client_credentials, refresh_token, jwt_bearer; by the properties that are
     *     set): what entitles the client to a token: {@code refresh_token} if there is a refresh token, {@code jwt_bearer} if
     *     there is an {@code oauth2.jwt.key.file}, or else {@code client_credentials}
     */
    public record Account(URI url, List<String> roots, Client client, String scope, Grant grant) {}

    /**
     * The application, as it is registered with the authorization server.
     *
     * @param id empty: none. {@code mail.<protocol>.oauth2.client.id} (text; none): the identifier of the application
     * @param secret null: none, or in the file. {@code mail.<protocol>.oauth2.client.secret} (secret; none): the password of the
     *     application
     * @param secretFile null: none. {@code mail.<protocol>.oauth2.client.secret.file} (file; none): a file whose first line is the
     *     {@code oauth2.client.secret}. It is read for each request
     * @param authentication {@code mail.<protocol>.oauth2.client.authentication} (basic, post; basic, with an oauth2.preset
     *     post): how the secret is sent: in the header field Authorization, or in the form (RFC 6749 s2.3.1)
     */
    public record Client(String id, Secret secret, String secretFile, Authentication authentication) {
        boolean hasSecret() {
            return secret != null || secretFile != null;
        }
    }

    /** How the secret of the client is sent. */
    public enum Authentication {
        BASIC,
        POST
    }

    /**
     * Known authorization servers. {@code mail.<protocol>.oauth2.preset} (microsoft365, google; none): the authorization server,
     * which sets {@code oauth2.token.url}, {@code oauth2.scope} and {@code oauth2.client.authentication};
     * {@code mail.<protocol>.oauth2.tenant} (text; common for a refresh token): the identifier or a domain of the organization,
     * for {@code oauth2.preset=microsoft365}. Without the consent of a user, the tenant must be set.
     */
    enum Preset {
        /** Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth". */
        MICROSOFT365,

        /** Google, "Using OAuth 2.0 for Server to Server Applications" and "OAuth 2.0 Mechanism". */
        GOOGLE;

        String url(String tenant) {
            return this == GOOGLE
                    ? "https://oauth2.googleapis.com/token"
                    : "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token";
        }

        /** Null: the server has no such grant for mail. */
        String scope(Type grant) {
            if (this == GOOGLE) {
                return grant == Type.CLIENT_CREDENTIALS ? null : "https://mail.google.com/";
            }
            return switch (grant) {
                case CLIENT_CREDENTIALS -> "https://outlook.office365.com/.default";
                case REFRESH_TOKEN -> "https://outlook.office.com/SMTP.Send offline_access";
                case JWT_BEARER -> null;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the login uses an access token that is requested; else no other property is read. */
    public static boolean isConfigured(MailProperties properties) {
        return properties.isSet(PRESET) || properties.isSet(URL) || properties.isSet(CLIENT_ID);
    }

    /**
     * Reads the properties, and no file.
     *
     * @throws IllegalArgumentException naming the property to change
     */
    public static OAuth2Settings from(MailProperties properties) {
        return new Reader(properties).settings();
    }

    /** Registers the secrets of the properties, which are not shown. */
    void hideIn(Trace trace) {
        hide(account.client.secret, trace);
        if (account.grant instanceof Grant.RefreshToken refresh) {
            hide(refresh.token(), trace);
        }
    }

    private static void hide(Secret secret, Trace trace) {
        if (secret != null) {
            trace.hideSecret(secret.octets());
            trace.hideSecret(secret.base64().octets());
            for (byte[] piece : secret.withinBase64()) {
                trace.hideSecret(piece);
            }
        }
    }

    /** Whether a request has the identifier of a client without a secret: the issuer of a JWT is known from the JWT. */
    boolean sendsClientId() {
        return account.client.hasSecret()
                || !(account.grant instanceof Grant.JwtBearer jwt)
                || !jwt.claims().issuer().equals(account.client.id);
    }

    /** The server in traces. */
    String host() {
        return account.url.getHost();
    }

    /** The settings that decide about the endpoint, with their present values, for messages. */
    public String endpointSetting() {
        return names.isSet(URL) || !names.isSet(PRESET)
                ? names.name(URL)
                : names.setting(PRESET) + (names.isSet(TENANT) ? " and " + names.setting(TENANT) : "");
    }

    /** A property with its present value; only for one whose value is not secret. */
    String setting(String suffix) {
        return names.isSet(suffix) ? names.setting(suffix) : names.name(suffix) + " (not set)";
    }

    /** The property that has the secret of the client, for messages. */
    String clientSecretName() {
        return names.name(account.client.secretFile == null ? CLIENT_SECRET : CLIENT_SECRET_FILE);
    }

    /** Reads the properties; all of them, so that contradictions are found. */
    private record Reader(MailProperties properties) {
        OAuth2Settings settings() {
            Preset preset = preset();
            Grant.RefreshToken refresh = refreshToken();
            String keyFile = properties.word(SigningKey.FILE).orElse("");
            Type type = type(refresh, keyFile);
            String tenant = tenant(preset, type);
            Client client = client(preset);
            URI url = url(preset, tenant);
            String scope = scope(preset, type);
            Grant grant = switch (type) {
                case CLIENT_CREDENTIALS -> clientCredentials(client);
                case REFRESH_TOKEN -> refresh(refresh, client);
                case JWT_BEARER -> jwtBearer(keyFile, client, url, scope);
            };
            requireGrantOf(type);
            if (properties.isSet(TIMEOUT) && properties.number(TIMEOUT).isEmpty()) {
                // It may be a secret that belongs to another property.
                throw new IllegalArgumentException(
                        properties.name(TIMEOUT) + " is not a number from 1 to " + Integer.MAX_VALUE);
            }
            Duration timeout = Duration.ofMillis(properties.within(TIMEOUT, 1, Integer.MAX_VALUE, DEFAULT_TIMEOUT));
            List<String> roots = TrustedRoots.files(properties.word(CA_FILE).orElse(""));
            return new OAuth2Settings(new Account(url, roots, client, scope, grant), timeout, listener(), properties);
        }

        /** Null: none. */
        private Preset preset() {
            return properties.isSet(PRESET) ? properties.constant(PRESET, Preset.GOOGLE) : null;
        }

        private Type type(Grant.RefreshToken refresh, String keyFile) {
            Type derived = refresh != null
                    ? Type.REFRESH_TOKEN
                    : keyFile.isEmpty() ? Type.CLIENT_CREDENTIALS : Type.JWT_BEARER;
            if (refresh != null && !keyFile.isEmpty()) {
                throw both(refresh.file() == null ? REFRESH_TOKEN : REFRESH_TOKEN_FILE, SigningKey.FILE);
            }
            Type named = properties.constant(GRANT, derived);
            if (named == Type.REFRESH_TOKEN && refresh == null) {
                throw new IllegalArgumentException(properties.setting(GRANT) + " requires "
                        + properties.name(REFRESH_TOKEN) + " or " + properties.name(REFRESH_TOKEN_FILE));
            } else if (named == Type.JWT_BEARER && keyFile.isEmpty()) {
                throw new IllegalArgumentException(
                        properties.setting(GRANT) + " requires " + properties.name(SigningKey.FILE));
            } else if (named != derived) {
                String other = !keyFile.isEmpty()
                        ? SigningKey.FILE
                        : refresh.file() == null ? REFRESH_TOKEN : REFRESH_TOKEN_FILE;
                throw new IllegalArgumentException(properties.setting(GRANT) + " does not use " + properties.name(other)
                        + ": remove one of the two");
            }
            return named;
        }

        /** Empty: none is needed. */
        private String tenant(Preset preset, Type grant) {
            String tenant = properties.word(TENANT).orElse("");
            for (int i = 0; i < tenant.length(); i++) {
                char c = tenant.charAt(i);
                boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
                if (!letter && c != '-' && c != '.') {
                    throw new IllegalArgumentException(
                            properties.name(TENANT) + " is not the identifier or a domain of an organization");
                }
            }
            if (preset != Preset.MICROSOFT365 || properties.isSet(URL)) {
                return tenant;
            } else if (grant == Type.REFRESH_TOKEN) {
                return tenant.isEmpty() ? "common" : tenant;
            } else if (tenant.isEmpty() || ANY_TENANT.contains(tenant.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(properties.setting(TENANT)
                        + ": set it to the tenant ID or a domain of the organization. A token for the application itself"
                        + " is issued by one organization");
            }
            return tenant;
        }

        private URI url(Preset preset, String tenant) {
            String text = properties.word(URL).orElse(null);
            if (text == null && preset == null) {
                throw new IllegalArgumentException("the token endpoint is unknown: set " + properties.name(URL) + " or "
                        + properties.name(PRESET));
            }
            return text == null ? URI.create(preset.url(tenant)) : TokenUrl.parse(text, URL, properties);
        }

        private String scope(Preset preset, Type grant) {
            String known = preset == null ? "" : preset.scope(grant);
            if (known == null) {
                throw new IllegalArgumentException(properties.setting(PRESET) + " does not offer the grant " + grant
                        + " for mail: set "
                        + (preset == Preset.GOOGLE
                                ? properties.name(REFRESH_TOKEN) + ", or " + properties.name(SigningKey.FILE)
                                        + " for a service account"
                                : properties.name(CLIENT_SECRET) + " or " + properties.name(REFRESH_TOKEN)));
            }
            List<String> words = properties.words(SCOPE);
            return words.isEmpty() ? known : String.join(" ", words);
        }

        private Client client(Preset preset) {
            Secret secret = secret(CLIENT_SECRET);
            String file = properties.word(CLIENT_SECRET_FILE).orElse(null);
            if (secret != null && file != null) {
                throw both(CLIENT_SECRET, CLIENT_SECRET_FILE);
            }
            String id = properties.word(CLIENT_ID).orElse("");
            if (id.isEmpty() && (secret != null || file != null)) {
                throw new IllegalArgumentException(properties.name(file == null ? CLIENT_SECRET : CLIENT_SECRET_FILE)
                        + " is set, and " + properties.name(CLIENT_ID) + " is not: set both");
            }
            return new Client(
                    id,
                    secret,
                    file,
                    properties.constant(
                            CLIENT_AUTHENTICATION, preset == null ? Authentication.BASIC : Authentication.POST));
        }

        private Grant clientCredentials(Client client) {
            if (!client.hasSecret()) {
                throw new IllegalArgumentException("the grant client_credentials requires " + properties.name(CLIENT_ID)
                        + " and " + properties.name(CLIENT_SECRET) + " (or " + properties.name(CLIENT_SECRET_FILE)
                        + "); other grants require " + properties.name(REFRESH_TOKEN) + " or "
                        + properties.name(SigningKey.FILE));
            }
            return new Grant.ClientCredentials();
        }

        private Grant refresh(Grant.RefreshToken refresh, Client client) {
            if (client.id.isEmpty()) {
                throw new IllegalArgumentException("the grant refresh_token requires " + properties.name(CLIENT_ID));
            }
            return refresh;
        }

        /** Null: none. */
        private Grant.RefreshToken refreshToken() {
            Secret token = secret(REFRESH_TOKEN);
            String file = properties.word(REFRESH_TOKEN_FILE).orElse(null);
            if (token != null && file != null) {
                throw both(REFRESH_TOKEN, REFRESH_TOKEN_FILE);
            }
            return token == null && file == null ? null : new Grant.RefreshToken(token, file);
        }

        private Grant jwtBearer(String keyFile, Client client, URI url, String scope) {
            String issuer = properties.word(ISSUER).orElse(client.id);
            if (issuer.isEmpty()) {
                throw new IllegalArgumentException("the grant jwt_bearer requires " + properties.name(ISSUER) + " or "
                        + properties.name(CLIENT_ID));
            }
            SigningKey key = new SigningKey(
                    keyFile,
                    secret(SigningKey.PASSWORD),
                    properties.word(KEY_ID).orElse(""));
            Grant.JwtBearer.Claims claims = new Grant.JwtBearer.Claims(
                    issuer,
                    properties.word(SUBJECT).orElse(""),
                    properties.word(AUDIENCE).orElse(url.toString()),
                    scope);
            return new Grant.JwtBearer(key, claims);
        }

        /** A property of another grant is a mistake that would have no effect. */
        private void requireGrantOf(Type type) {
            for (String name :
                    List.of(SigningKey.PASSWORD, KEY_ID, ISSUER, SUBJECT, AUDIENCE, REFRESH_TOKEN_LISTENER)) {
                boolean jwt = !name.equals(REFRESH_TOKEN_LISTENER);
                if (properties.isSet(name) && type != (jwt ? Type.JWT_BEARER : Type.REFRESH_TOKEN)) {
                    throw new IllegalArgumentException(properties.name(name) + " has no effect on the grant " + type
                            + ": remove it, or set "
                            + (jwt
                                    ? properties.name(SigningKey.FILE)
                                    : properties.name(REFRESH_TOKEN) + " or " + properties.name(REFRESH_TOKEN_FILE)));
                }
            }
        }

        /** Null: none. */
        private RefreshTokenListener listener() {
            Optional<Object> set = properties.object(REFRESH_TOKEN_LISTENER, Object.class);
            if (set.isEmpty() || set.get() instanceof RefreshTokenListener || !(set.get() instanceof String)) {
                return properties
                        .object(REFRESH_TOKEN_LISTENER, RefreshTokenListener.class)
                        .orElse(null);
            }
            if (properties.isSet(REFRESH_TOKEN_LISTENER)
                    && !MailProperties.isClassName(set.get().toString().strip())) {
                // It may be a secret that belongs to another property.
                throw new IllegalArgumentException(properties.name(REFRESH_TOKEN_LISTENER)
                        + " is not a RefreshTokenListener or the name of a class");
            }
            Optional<Class<?>> type = properties.type(REFRESH_TOKEN_LISTENER, RefreshTokenListener.class);
            if (type.isEmpty()) {
                return null;
            }
            try {
                return type.get()
                        .asSubclass(RefreshTokenListener.class)
                        .getConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException | ClassCastException e) {
                throw new IllegalArgumentException(
                        properties.name(REFRESH_TOKEN_LISTENER) + "="
                                + type.get().getName() + " cannot be used as RefreshTokenListener: " + e,
                        e);
            }
        }

        /** Null: none. */
        private Secret secret(String name) {
            String text = properties.text(name).orElse("");
            return text.isEmpty() ? null : Secret.of(text);
        }

        private IllegalArgumentException both(String one, String other) {
            return new IllegalArgumentException(
                    properties.name(one) + " and " + properties.name(other) + " are both set: remove one of the two");
        }
    }
}
