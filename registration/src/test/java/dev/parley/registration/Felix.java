package dev.parley.registration;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** Runs {@link OsgiApplication} as a bundle of Apache Felix, in a JVM whose class path has only Felix and the tests. */
public final class Felix {
    private Felix() {}

    /**
     * @param arguments the storage of the framework, {@code registered} or {@code installed}, the ports of the SMTP and
     *     the ManageSieve server, and the files of the bundles
     */
    public static void main(String[] arguments) throws Exception {
        // A thread of a container has a context class loader that finds no bundle.
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        Framework felix = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        arguments[0],
                        // Otherwise Felix also looks for a missing class on the class path.
                        "felix.bootdelegation.implicit",
                        "false",
                        OsgiApplication.REGISTRATION,
                        arguments[1],
                        OsgiApplication.SMTP_PORT,
                        arguments[2],
                        OsgiApplication.SIEVE_PORT,
                        arguments[3]));
        felix.start();
        try {
            start(felix.getBundleContext(), Arrays.asList(arguments).subList(4, arguments.length));
        } finally {
            felix.stop();
            felix.waitForStop(0);
        }
    }

    private static void start(BundleContext framework, List<String> files) throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        for (String file : files) {
            bundles.add(framework.installBundle(Path.of(file).toUri().toString()));
        }
        bundles.add(framework.installBundle("application", new ByteArrayInputStream(application())));
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    private static byte[] application() throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "application");
        headers.putValue(Constants.BUNDLE_ACTIVATOR, OsgiApplication.class.getName());
        headers.putValue(
                Constants.IMPORT_PACKAGE,
                "dev.parley.sieve, dev.parley.smtp, jakarta.mail, jakarta.mail.internet, org.osgi.framework");
        String name = OsgiApplication.class.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream compiled = OsgiApplication.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            compiled.transferTo(jar);
        }
        return bytes.toByteArray();
    }
}
