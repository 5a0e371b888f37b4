package dev.parley.junit;

import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension of {@link MailServer}, which registers it. */
public final class MailServerExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace SERVERS = ExtensionContext.Namespace.create(MailServer.class);

    /** Called by Jupiter. */
    public MailServerExtension() {}

    /** Called by Jupiter. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return context.getTestMethod().isPresent()
                && (type == SmtpServerExtension.class || type == SieveServerExtension.class);
    }

    /** Called by Jupiter: starts the server of the test, unless a method before it has. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        ExtensionContext.Store store = context.getStore(SERVERS);
        ServerExtension server = store.get(type, ServerExtension.class);
        if (server == null) {
            server = type == SieveServerExtension.class ? SieveServerExtension.create() : smtp(context);
            server.beforeEach(context);
            store.put(type, server);
        }
        return server;
    }

    /** Called by Jupiter: closes the servers of the test. */
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        ExtensionContext.Store store = context.getStore(SERVERS);
        ServerExtension smtp = store.remove(SmtpServerExtension.class, ServerExtension.class);
        ServerExtension sieve = store.remove(SieveServerExtension.class, ServerExtension.class);
        try {
            if (smtp != null) {
                smtp.afterEach(context);
            }
        } finally {
            if (sieve != null) {
                sieve.afterEach(context);
            }
        }
    }

    private static SmtpServerExtension smtp(ExtensionContext context) {
        MailServer annotation = annotation(context);
        if (annotation.value().isEmpty()) {
            return SmtpServerExtension.accepting();
        }
        SmtpServerExtension server =
                SmtpServerExtension.replay(file(annotation.value(), context.getRequiredTestClass()));
        return annotation.ignoreMismatches() ? server.ignoreMismatches() : server;
    }

    /** Of the method, or of the next class around it. */
    private static MailServer annotation(ExtensionContext context) {
        Method test = context.getRequiredTestMethod();
        Optional<MailServer> found = AnnotationSupport.findAnnotation(test, MailServer.class);
        for (Class<?> each = context.getRequiredTestClass();
                found.isEmpty() && each != null;
                each = each.getEnclosingClass()) {
            found = AnnotationSupport.findAnnotation(each, MailServer.class);
        }
        return found.orElseThrow(() -> new IllegalStateException(test + " has a server and no @MailServer"));
    }

    private static Path file(String name, Class<?> test) {
        URL resource = test.getClassLoader().getResource(name);
        if (resource != null && resource.getProtocol().equals("file")) {
            try {
                return Path.of(resource.toURI());
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(resource + " is not a file", e);
            }
        }
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("@MailServer(\"" + name + "\") of " + test.getName()
                    + " is neither a resource of the class path nor the file " + path.toAbsolutePath());
        }
        return path;
    }
}
