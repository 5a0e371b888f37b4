package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The registration files as they are in the jar that was built. */
class RegistrationIT {
    private static final List<String> PROVIDERS = List.of(
            "protocol=sieve; type=store; class=dev.parley.sieve.SieveStore; vendor=Parley",
            "protocol=sieves; type=store; class=dev.parley.sieve.SievesStore; vendor=Parley");

    @Test
    void oldAndNewNamesOfTheProviderFileSayTheSame() throws IOException {
        assertEquals(PROVIDERS, providers("META-INF/jakarta.providers"));
        assertEquals(PROVIDERS, providers("META-INF/javamail.providers"));
    }

    @Test
    void serviceLoaderFindsTheSameStores() throws IOException {
        try (URLClassLoader jar =
                new URLClassLoader(new URL[] {jar().toUri().toURL()}, getClass().getClassLoader())) {
            List<String> found = ServiceLoader.load(Provider.class, jar).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(provider -> provider.getVendor().equals("Parley"))
                    .sorted(Comparator.comparing(Provider::getProtocol))
                    .map(provider -> "protocol=" + provider.getProtocol() + "; type=" + provider.getType() + "; class="
                            + provider.getClassName() + "; vendor=" + provider.getVendor())
                    .map(line -> line.replace("type=STORE", "type=store"))
                    .toList();
            assertEquals(PROVIDERS, found);
        }
        assertEquals(
                List.of("dev.parley.sieve.SieveProvider", "dev.parley.sieve.SievesProvider"),
                lines("META-INF/services/jakarta.mail.Provider"));
    }

    @Test
    void bothMailcapsNameTheContentHandler() throws IOException {
        List<String> mailcap =
                List.of("application/sieve;; x-java-content-handler=" + ScriptContentHandler.class.getName());
        assertEquals(mailcap, lines("META-INF/jakarta.mailcap"));
        assertEquals(mailcap, lines("META-INF/mailcap"));
    }

    private static List<String> providers(String file) throws IOException {
        return lines(file).stream()
                .map(line -> line.replaceFirst("; version=[0-9][0-9A-Z.-]*$", ""))
                .toList();
    }

    private static List<String> lines(String file) throws IOException {
        try (JarFile jar = new JarFile(jar().toFile());
                InputStream in = jar.getInputStream(jar.getJarEntry(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "parley-sieve-store-*.jar")) {
            return StreamSupport.stream(jars.spliterator(), false)
                    .filter(jar -> !jar.toString().matches(".*-(sources|javadoc)\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
