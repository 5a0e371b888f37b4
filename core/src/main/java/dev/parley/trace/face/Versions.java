package dev.parley.trace.face;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;

/** The versions of the software that writes a page, as far as its class loader and their jars show them. */
final class Versions {
    private static final String UNKNOWN = "of unknown version";

    private Versions() {}

    /** {@code Parley 1.0, Jakarta Mail API 2.1.5, Angus Mail 2.0.5, Java 21.0.1 (Vendor)}. */
    static String text() {
        List<String> versions = new ArrayList<>();
        add(versions, "Parley", Versions.class.getName());
        add(versions, "Jakarta Mail API", "jakarta.mail.Session");
        add(versions, "Angus Mail", "org.eclipse.angus.mail.smtp.SMTPTransport");
        versions.add("Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        return String.join(", ", versions);
    }

    private static void add(List<String> versions, String name, String className) {
        try {
            Class<?> found = Class.forName(className, false, Versions.class.getClassLoader());
            versions.add(name + " " + version(found));
        } catch (ClassNotFoundException | LinkageError e) {
            // Not visible to Parley's class loader.
        }
    }

    /** The version of the module or bundle; not all of these jars have an Implementation-Version. */
    private static String version(Class<?> found) {
        if (found.getModule().isNamed()
                && found.getModule().getDescriptor().rawVersion().isPresent()) {
            return found.getModule().getDescriptor().rawVersion().get();
        }
        String address = String.valueOf(found.getResource(found.getSimpleName() + ".class"));
        int jar = address.lastIndexOf("!/");
        if (jar >= 0) {
            String manifest = address.substring(0, jar) + "!/META-INF/MANIFEST.MF";
            try (InputStream in = URI.create(manifest).toURL().openStream()) {
                String version = new Manifest(in).getMainAttributes().getValue("Bundle-Version");
                return version == null ? UNKNOWN : version;
            } catch (IOException | IllegalArgumentException e) {
                return UNKNOWN;
            }
        }
        return UNKNOWN;
    }
}
