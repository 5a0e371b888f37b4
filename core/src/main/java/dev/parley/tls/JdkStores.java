package dev.parley.tls;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The key and trust stores of the JVM ({@code javax.net.ssl.*}), as its default SSLContext uses them. Two are equal when
 * the properties are equal and the files have not been written in between.
 */
record JdkStores(Map<String, String> properties, List<String> files) {
    private static final String PREFIX = "javax.net.ssl.";
    private static final String[] NAMES = {
        "trustStore",
        "trustStorePassword",
        "trustStoreType",
        "trustStoreProvider",
        "keyStore",
        "keyStorePassword",
        "keyStoreType",
        "keyStoreProvider"
    };

    private static final String DEFAULTS = File.separator + "lib" + File.separator + "security" + File.separator;

    /** The present ones. The default trust stores of the JDK count where {@code trustStore} is not a readable file. */
    static JdkStores current() {
        Map<String, String> properties = new TreeMap<>();
        for (String name : NAMES) {
            String value = System.getProperty(PREFIX + name);
            if (value != null) {
                properties.put(name, value);
            }
        }
        String named = properties.get("trustStore");
        String trustStore = state(named);
        String keyStore = state(properties.get("keyStore"));
        if (!trustStore.isEmpty() && new File(named).isFile() && new File(named).canRead()) {
            return new JdkStores(properties, List.of(trustStore, keyStore));
        }
        String folder = System.getProperty("java.home") + DEFAULTS;
        return new JdkStores(
                properties, List.of(trustStore, keyStore, state(folder + "jssecacerts"), state(folder + "cacerts")));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JdkStores stores && properties.equals(stores.properties) && files.equals(stores.files);
    }

    @Override
    public int hashCode() {
        return 31 * properties.hashCode() + files.hashCode();
    }

    /**
     * The time, the size and the number of a file: a copy may keep the time and the size of another file. Called for each
     * connection: a file that does not exist must not cost an exception.
     *
     * @param file null: none
     * @return empty: there is no such file
     */
    static String state(String file) {
        if (file == null || !new File(file).exists()) {
            return "";
        }
        try {
            BasicFileAttributes read = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return read.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + read.size() + " " + read.fileKey();
        } catch (IOException | RuntimeException e) {
            return "unreadable";
        }
    }

    /** The trust store in use, and the property that decides about it, for messages. */
    static String trustStore() {
        String named = System.getProperty(PREFIX + "trustStore");
        if (named != null && !named.isEmpty()) {
            String missing = named.equals("NONE") || new File(named).canRead() ? "" : ", which cannot be read";
            return named + " (" + PREFIX + "trustStore" + missing + ")";
        }
        String folder = System.getProperty("java.home") + DEFAULTS;
        File own = new File(folder + "jssecacerts");
        return (own.exists() ? own : new File(folder + "cacerts")) + " (" + PREFIX + "trustStore is not set)";
    }

    /** The same for the key store, which has the certificate of the client; empty: none is set. */
    static String keyStore() {
        return System.getProperty(PREFIX + "keyStore", "");
    }

    static X509ExtendedTrustManager trustManager() throws GeneralSecurityException {
        return trustManager(null);
    }

    /** @param trusted the trusted certificates; null: those of the JVM */
    static X509ExtendedTrustManager trustManager(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("the JVM has no X.509 trust manager");
    }

    KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
        String file = property("keyStore", "");
        if (file.isEmpty() || file.equals("NONE")) {
            return new KeyManager[0];
        }
        char[] password = property("keyStorePassword", "").toCharArray();
        KeyStore store = KeyStore.getInstance(property("keyStoreType", KeyStore.getDefaultType()));
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private String property(String name, String unset) {
        return properties.getOrDefault(name, unset);
    }

    /** Without the values: some of them are passwords. */
    @Override
    public String toString() {
        return properties.keySet().toString();
    }
}
