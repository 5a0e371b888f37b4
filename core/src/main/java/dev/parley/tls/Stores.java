package dev.parley.tls;

import dev.parley.settings.MailProperties;
import dev.parley.tls.pem.PemFile;
import dev.parley.tls.pem.PrivateKeyReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The trusted certificates and the client's keys of a connection: those of the JVM, and the files that the properties name.
 * Two are equal when the settings are equal and no file has been written in between. The methods that Java generates for a
 * record would generate classes at the first handshake.
 *
 * @param own null: only those of the JVM
 * @param files the states of the files in {@code own}
 */
record Stores(JdkStores jdk, CertificateSettings own, List<String> files) {
    /** The present ones. */
    static Stores current(CertificateSettings own) {
        JdkStores jdk = JdkStores.current();
        if (own == null) {
            return new Stores(jdk, null, List.of());
        }
        List<String> files = new ArrayList<>();
        for (String root : own.roots()) {
            files.add(JdkStores.state(root));
        }
        if (own.client() != null) {
            files.add(JdkStores.state(own.client().certificate()));
            files.add(JdkStores.state(own.client().key()));
        }
        return new Stores(jdk, own, List.copyOf(files));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stores stores
                && jdk.equals(stores.jdk)
                && Objects.equals(own, stores.own)
                && files.equals(stores.files);
    }

    @Override
    public int hashCode() {
        return 31 * jdk.hashCode() + files.hashCode();
    }

    /** The pins; empty: none. */
    List<String> pins() {
        return own == null ? List.of() : own.pins();
    }

    /** @param names the protocol's properties, for error messages */
    X509ExtendedTrustManager trustManager(MailProperties names) throws GeneralSecurityException, IOException {
        if (own == null || own.roots().isEmpty()) {
            return JdkStores.trustManager();
        }
        return TrustedRoots.trustManager(names.name("ssl.ca.file"), own.roots());
    }

    /** @param names the protocol's properties, for error messages */
    KeyManager[] keyManagers(MailProperties names) throws GeneralSecurityException, IOException {
        CertificateSettings.Client client = own == null ? null : own.client();
        if (client == null) {
            return jdk.keyManagers();
        }
        List<X509Certificate> chain =
                PemFile.read(names.name("ssl.cert.file"), client.certificate()).certificates();
        boolean sameFile = client.key().equals(client.certificate());
        PemFile keyFile = PemFile.read(names.name(sameFile ? "ssl.cert.file" : "ssl.key.file"), client.key());
        PrivateKeyReader.Names named =
                new PrivateKeyReader.Names(names.name("ssl.key.file"), client.passwordSource(names));
        PrivateKey key = new PrivateKeyReader(keyFile, client.password(names), named).read();
        requirePair(key, keyFile, chain, names.name("ssl.cert.file") + "=" + client.certificate());
        return new KeyManager[] {new ClientKey(key, chain)};
    }

    private static void requirePair(
            PrivateKey key, PemFile keyFile, List<X509Certificate> chain, String certificateSetting)
            throws GeneralSecurityException, IOException {
        if (ClientKey.isPair(key, chain.get(0).getPublicKey())) {
            return;
        }
        for (int i = 1; i < chain.size(); i++) {
            if (ClientKey.isPair(key, chain.get(i).getPublicKey())) {
                throw new TlsException(certificateSetting + " cannot be used: the key belongs to certificate " + (i + 1)
                        + " of " + chain.size() + " in it: the client's own certificate must be the first");
            }
        }
        throw keyFile.unusable(
                "the private key does not belong to the certificate "
                        + CertificateSummary.name(chain.get(0).getSubjectX500Principal()) + " in " + certificateSetting,
                null);
    }
}
