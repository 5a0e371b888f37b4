package dev.parley.registration;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;

/** Runs {@link Probe} as an application server does: Jakarta Mail in one class loader, Parley and it in a child. */
public final class WebApplication {
    private WebApplication() {}

    /**
     * @param arguments the class path of the server, that of the application, {@code child} or {@code parent} for the
     *     context class loader, and what else Probe is to be told
     */
    public static void main(String[] arguments) throws Exception {
        ClassLoader parent = new URLClassLoader(urls(arguments[0]), ClassLoader.getPlatformClassLoader());
        ClassLoader child = new URLClassLoader(urls(arguments[1]), parent);
        Thread.currentThread().setContextClassLoader(arguments[2].equals("child") ? child : parent);
        Class.forName(Probe.class.getName(), true, child)
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(arguments, 3, arguments.length));
    }

    private static URL[] urls(String path) throws MalformedURLException {
        String[] entries = path.split(File.pathSeparator);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = new File(entries[i]).toURI().toURL();
        }
        return urls;
    }
}
