package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The three registration files, read out of the built jar: no two may disagree. */
class RegistrationIT {
    @Test
    void threeFilesSayTheSame() throws Exception {
        List<String> expected = List.of(
                "smtp dev.parley.smtp.SmtpTransport",
                "smtps dev.parley.smtp.SmtpsTransport",
                "parley dev.parley.smtp.SmtpTransport",
                "parleys dev.parley.smtp.SmtpsTransport",
                "lmtp dev.parley.smtp.LmtpTransport");
        try (JarFile jar = new JarFile(jar().toFile())) {
            assertEquals(expected, providers(jar, "META-INF/jakarta.providers"));
            assertEquals(expected, providers(jar, "META-INF/javamail.providers"));
            assertEquals(expected, services(jar));
        }
    }

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "parley-provider-*.jar")) {
            return jars.iterator().next();
        }
    }

    private static List<String> providers(JarFile jar, String file) throws IOException {
        return lines(jar, file).stream()
                .map(line -> line.replaceFirst(
                        "^protocol=(.*); type=transport; class=(.*); vendor=Parley; version=[0-9].*$", "$1 $2"))
                .toList();
    }

    private static List<String> services(JarFile jar) throws Exception {
        List<String> services = new java.util.ArrayList<>();
        for (String name : lines(jar, "META-INF/services/jakarta.mail.Provider")) {
            jakarta.mail.Provider provider =
                    (jakarta.mail.Provider) Class.forName(name).getConstructor().newInstance();
            services.add(provider.getProtocol() + " " + provider.getClassName());
        }
        return services;
    }

    private static List<String> lines(JarFile jar, String file) throws IOException {
        String text = new String(jar.getInputStream(jar.getEntry(file)).readAllBytes(), StandardCharsets.UTF_8);
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
