package dev.parley.settings;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.Socket;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A socket factory of the application's own: an object, or what the static {@code getDefault()} of a class gives.
 *
 * @param factory makes sockets, or wraps them where it is an {@link SSLSocketFactory}
 * @param port where to connect instead, when the factory is used
 * @param property the property that gave it
 */
public record CustomFactory(SocketFactory factory, OptionalInt port, String property) {

    /**
     * What {@code <name>}, {@code <name>.class} and {@code <name>.port} say.
     *
     * @throws IllegalArgumentException naming the property that gives no such factory
     */
    public static Optional<CustomFactory> from(
            MailProperties properties, String name, Class<? extends SocketFactory> type) {
        OptionalInt port = properties.number(name + ".port");
        Optional<CustomFactory> object =
                properties.object(name, type).map(factory -> new CustomFactory(factory, port, properties.name(name)));
        return object.or(() -> properties
                .type(name + ".class", type)
                .map(made -> new CustomFactory(
                        ofDefault(made, type, properties.name(name + ".class")),
                        port,
                        properties.name(name + ".class"))));
    }

    /** What {@code socketFactory} says: a factory of either kind. */
    public static Optional<CustomFactory> ofSockets(MailProperties properties) {
        return from(properties, "socketFactory", SocketFactory.class);
    }

    /** Whether the application gave the same object, or the same class by its name, and the same port. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CustomFactory same
                && property.equals(same.property)
                && port.equals(same.port)
                && (factory == same.factory
                        || property.endsWith(".class") && factory.getClass() == same.factory.getClass());
    }

    @Override
    public int hashCode() {
        return property.hashCode();
    }

    /** Whether it makes TLS of a connection that stands. */
    public boolean wraps() {
        return factory instanceof SSLSocketFactory;
    }

    /**
     * An unconnected socket.
     *
     * @throws IOException naming the property, when the factory makes none, or one that is TLS already
     */
    public Socket socket() throws IOException {
        Socket socket;
        try {
            socket = factory.createSocket();
        } catch (IOException | RuntimeException e) {
            throw new IOException(property + " makes no unconnected socket: " + e, e);
        }
        if (socket == null) {
            throw new IOException(property + " makes no unconnected socket");
        }
        if (socket instanceof SSLSocket) {
            socket.close();
            throw new IOException(property + " makes TLS sockets, but is no SSLSocketFactory");
        }
        return socket;
    }

    private static <T> T ofDefault(Class<?> made, Class<T> type, String property) {
        try {
            return type.cast(made.getMethod("getDefault").invoke(null));
        } catch (InvocationTargetException e) {
            throw unusable(made, type, property, e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw unusable(made, type, property, e);
        }
    }

    private static IllegalArgumentException unusable(Class<?> made, Class<?> type, String property, Throwable cause) {
        return new IllegalArgumentException(
                property + "=" + made.getName() + " gives no " + type.getSimpleName()
                        + " through its static method getDefault(): " + cause,
                cause);
    }
}
