package dev.parley.tls;

import dev.parley.tls.pem.PemFile;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509ExtendedTrustManager;

/** The authorities in PEM files, which are trusted instead of those of the JVM. */
public final class TrustedRoots {
    private TrustedRoots() {}

    /**
     * The names of the files that a property lists, separated by commas.
     *
     * @param list the value of the property; empty: not set
     */
    public static List<String> files(String list) {
        List<String> files = new ArrayList<>();
        for (String part : list.split(",")) {
            if (!part.isBlank()) {
                files.add(part.strip());
            }
        }
        return List.copyOf(files);
    }

    /**
     * Trusts only the certificates in these files.
     *
     * @param property the whole name of the property that names the files, for error messages
     */
    public static X509ExtendedTrustManager trustManager(String property, List<String> files)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String file : files) {
            for (X509Certificate root : PemFile.read(property, file).certificates()) {
                trusted.setCertificateEntry(String.valueOf(trusted.size()), root);
            }
        }
        return JdkStores.trustManager(trusted);
    }
}
