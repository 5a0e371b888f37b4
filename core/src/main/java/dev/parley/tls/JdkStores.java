package dev.parley.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** The present ones. */
    static JdkStores current() {
        Map<String, String> properties = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                properties.put(name, System.getProperty(name, ""));
            }
        }
        Path defaults = Path.of(System.getProperty("java.home"), "lib", "security");
        List<String> files = List.of(
                state(properties.get(PREFIX + "trustStore")),
                state(properties.get(PREFIX + "keyStore")),
                state(defaults.resolve("jssecacerts").toString()),
                state(defaults.resolve("cacerts").toString()));
        return new JdkStores(properties, files);
    }

    /** @param file null: none */
    private static String state(String file) {
        if (file == null) {
            return "";
        }
        try {
            Path path = Path.of(file);
            return Files.getLastModifiedTime(path) + " " + Files.size(path);
        } catch (IOException | RuntimeException e) {
            return "unreadable";
        }
    }

    static X509ExtendedTrustManager trustManager() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
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
        return properties.getOrDefault(PREFIX + name, unset);
    }

    /** Without the values: some of them are passwords. */
    @Override
    public String toString() {
        return properties.keySet().toString();
    }
}
