package dev.parley.tls;

import dev.parley.login.LoginRequest;
import dev.parley.sasl.Secret;
import dev.parley.sasl.SuppliedSecret;
import dev.parley.settings.MailProperties;
import dev.parley.trace.Escaped;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates, keys and pins that the properties name.
 *
 * @param roots {@code mail.<protocol>.ssl.ca.file} (PEM files, separated by commas; the JVM's trust store): the
 *     certificates of the authorities that may issue the server's certificate, or the self-signed certificate of the
 *     server. No other authority is trusted. As in a trust store of the JVM, the dates of these certificates are not
 *     checked. A certificate that cannot be verified is an error. STARTTLS is required, unless {@code starttls.enable} or
 *     {@code starttls.required} is false. An empty value is an error. A changed file is read again by the next connect. Not with {@code ssl.socketFactory}, nor for a
 *     host in {@code ssl.trust}
 * @param client null: none. The certificate of the client, as {@link Client} lists it
 * @param pins {@code mail.<protocol>.ssl.pin} (list of SHA-256 hashes in base64; none): in addition to all other checks, one
 *     certificate of the verified chain, from the server's to the trusted root, must have one of these public keys. A pin
 *     is the hash of the key (SubjectPublicKeyInfo), such as sha256/p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=; the
 *     prefix may be left out. List the pin of the next key, too. STARTTLS is required, unless
 *     {@code starttls.enable} or {@code starttls.required} is false. An empty value is an error. Not with {@code ssl.socketFactory}, nor for a host in
 *     {@code ssl.trust}
 */
public record CertificateSettings(List<String> roots, Client client, List<String> pins) {
    private static final String ROOTS = "ssl.ca.file";
    private static final String CERTIFICATE = "ssl.cert.file";
    private static final String KEY = "ssl.key.file";
    private static final String PASSWORD = "ssl.key.password";
    private static final String SUPPLIER = "ssl.key.password.supplier";
    private static final String PINS = "ssl.pin";

    private static final String PIN_PREFIX = "sha256/";
    private static final int SHA_256 = 32;

    /** What openssl in a pipeline prints after a failure. */
    private static final String HASH_OF_NOTHING = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    /**
     * The certificate of the client, and its key.
     *
     * @param certificate {@code mail.<protocol>.ssl.cert.file} (PEM file; the JVM's key store): the certificate of the client
     *     for a server that requests one, followed by the certificates of its issuers without the root
     * @param key {@code mail.<protocol>.ssl.key.file} (PEM file; the ssl.cert.file): the private key of the
     *     {@code ssl.cert.file}: PKCS #8, also encrypted, PKCS #1 or SEC 1
     * @param password null: none. {@code mail.<protocol>.ssl.key.password} (secret; none): the password of an encrypted
     *     {@code ssl.key.file}
     * @param supplier null: none. {@code mail.<protocol>.ssl.key.password.supplier} (a SecretSupplier, a Supplier of a
     *     String, or a class name; none): returns the {@code ssl.key.password} each time the file is read
     */
    public record Client(String certificate, String key, Secret password, SuppliedSecret supplier) {
        /** Null: none. */
        Secret password(MailProperties names) throws IOException {
            return supplier == null ? password : supplier.get(new LoginRequest(names.protocol(), "", "", false));
        }

        /** What has the password, or could have it, for messages. */
        String passwordSource(MailProperties names) {
            return supplier == null ? names.name(PASSWORD) : supplier.toString();
        }
    }

    /** @throws IllegalArgumentException naming the property that cannot be used */
    static CertificateSettings from(MailProperties properties) {
        return new CertificateSettings(roots(properties), client(properties), pins(properties));
    }

    /** Whether a certificate that cannot be verified is an error, even if TLS is optional. */
    boolean requiresVerification() {
        return !roots.isEmpty() || !pins.isEmpty();
    }

    /** A property that is set. */
    String property(MailProperties names) {
        return names.name(!roots.isEmpty() ? ROOTS : !pins.isEmpty() ? PINS : CERTIFICATE);
    }

    private static List<String> roots(MailProperties properties) {
        List<String> files = new ArrayList<>();
        for (String path : TrustedRoots.files(properties.word(ROOTS).orElse(""))) {
            files.add(file(properties, ROOTS, path));
        }
        if (files.isEmpty() && properties.has(ROOTS)) {
            throw new IllegalArgumentException(properties.name(ROOTS) + " names no file");
        }
        return List.copyOf(files);
    }

    /** Null: none. */
    private static Client client(MailProperties properties) {
        String certificate = properties.word(CERTIFICATE).orElse(null);
        if (certificate == null) {
            for (String other : List.of(CERTIFICATE, KEY, PASSWORD, SUPPLIER)) {
                if (properties.isSet(other)) {
                    throw new IllegalArgumentException(properties.name(other)
                            + " is set, but there is no client certificate: set " + properties.name(CERTIFICATE)
                            + " to a PEM file with the certificate");
                }
            }
            return null;
        }
        String key = properties.word(KEY).orElse(certificate);
        String password = properties.text(PASSWORD).orElse("");
        SuppliedSecret supplier = SuppliedSecret.from(properties, SUPPLIER);
        if (!password.isEmpty() && supplier != null) {
            throw new IllegalArgumentException(properties.name(PASSWORD) + " and " + properties.name(SUPPLIER)
                    + " are both set: remove one of the two");
        }
        return new Client(
                file(properties, CERTIFICATE, certificate),
                file(properties, KEY, key),
                password.isEmpty() ? null : Secret.of(password),
                supplier);
    }

    private static String file(MailProperties properties, String property, String path) {
        try {
            return Path.of(path).toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    properties.name(property) + " is not a path: " + Escaped.text(String.valueOf(e.getMessage())), e);
        }
    }

    private static List<String> pins(MailProperties properties) {
        List<String> pins = new ArrayList<>();
        for (String word : properties.words(PINS)) {
            String pin = word.startsWith(PIN_PREFIX) ? word.substring(PIN_PREFIX.length()) : word;
            if (!isHash(pin)) {
                throw new IllegalArgumentException(properties.name(PINS) + " contains " + Escaped.text(word)
                        + ", which is not a pin: a pin is the SHA-256 hash of a public key in base64, 44 characters that"
                        + " end with \"=\"");
            }
            if (pin.equals(HASH_OF_NOTHING)) {
                throw new IllegalArgumentException(
                        properties.name(PINS) + " contains " + word
                                + ", which is the hash of no data: the command that made it got no key. Repeat it step by step");
            }
            pins.add(pin);
        }
        if (pins.isEmpty() && properties.has(PINS)) {
            throw new IllegalArgumentException(properties.name(PINS) + " contains no pin");
        }
        return List.copyOf(pins);
    }

    private static boolean isHash(String pin) {
        try {
            byte[] hash = Base64.getDecoder().decode(pin);
            return hash.length == SHA_256
                    && Base64.getEncoder().encodeToString(hash).equals(pin);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
