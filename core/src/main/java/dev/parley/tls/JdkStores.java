package dev.parley.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The key and trust material of the JVM ({@code javax.net.ssl.*}), as its default SSLContext takes it. Two are equal where
 * the properties are, and the files have not been written in between.
 */
record JdkStores(Map<String, String> properties, List<String> files) {
    private static final String PREFIX = "javax.net.ssl.";

    /** As they are now. */
    static JdkStores current() {
        Map<String, String> said = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toMap(Function.identity(), name -> System.getProperty(name, "")));
        Path defaults = Path.of(System.getProperty("java.home"), "lib", "security");
        List<String> files = Stream.of(
                        said.get(PREFIX + "trustStore"),
                        said.get(PREFIX + "keyStore"),
                        defaults.resolve("jssecacerts").toString(),
                        defaults.resolve("cacerts").toString())
                .map(file -> file == null ? "" : state(file))
                .toList();
        return new JdkStores(said, files);
    }

    private static String state(String file) {
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
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("the JVM has no X.509 trust manager"));
    }

    KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
        String file = said("keyStore", "");
        if (file.isEmpty() || file.equals("NONE")) {
            return new KeyManager[0];
        }
        char[] password = said("keyStorePassword", "").toCharArray();
        KeyStore store = KeyStore.getInstance(said("keyStoreType", KeyStore.getDefaultType()));
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private String said(String name, String otherwise) {
        return properties.getOrDefault(PREFIX + name, otherwise);
    }

    /** Some of the properties are passwords. */
    @Override
    public String toString() {
        return properties.keySet().toString();
    }
}
