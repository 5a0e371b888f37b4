package dev.parley.settings;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.Socket;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A socket factory of the application: an object, or the result of the static {@code getDefault()} of a class.
 *
 * @param factory creates sockets, or wraps them where it is an {@link SSLSocketFactory}
 * @param port where to connect when the factory is used; null: to the connection's own port
 * @param property the property that names it
 */
public record CustomFactory(SocketFactory factory, Integer port, String property) {

    /**
     * Reads {@code <name>}, {@code <name>.class} and {@code <name>.port}.
     *
     * @throws IllegalArgumentException naming the property that cannot be used
     */
    public static Optional<CustomFactory> from(
            MailProperties properties, String name, Class<? extends SocketFactory> type) {
        OptionalInt number = properties.number(name + ".port");
        Integer port = number.isPresent() ? number.getAsInt() : null;
        Optional<? extends SocketFactory> object = properties.object(name, type);
        if (object.isPresent()) {
            return Optional.of(new CustomFactory(object.get(), port, properties.name(name)));
        }
        Optional<Class<?>> factoryClass = properties.type(name + ".class", type);
        if (factoryClass.isEmpty()) {
            return Optional.empty();
        }
        String property = properties.name(name + ".class");
        return Optional.of(new CustomFactory(ofDefault(factoryClass.get(), type, property), port, property));
    }

    /** Reads {@code socketFactory}: a factory of either kind. */
    public static Optional<CustomFactory> ofSockets(MailProperties properties) {
        return from(properties, "socketFactory", SocketFactory.class);
    }

    /** Whether the application configured the same object, or the same class by its name, and the same port. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CustomFactory same
                && property.equals(same.property)
                && Objects.equals(port, same.port)
                && (factory == same.factory
                        || property.endsWith(".class") && factory.getClass() == same.factory.getClass());
    }

    @Override
    public int hashCode() {
        return property.hashCode();
    }

    /** The factory's own port, or else the connection's. */
    public int portInsteadOf(int connectionPort) {
        return port == null ? connectionPort : port;
    }

    /** Whether it starts TLS on a connected socket. */
    public boolean wraps() {
        return factory instanceof SSLSocketFactory;
    }

    /**
     * An unconnected socket.
     *
     * @throws IOException naming the property, when the factory creates none, or a TLS socket
     */
    public Socket socket() throws IOException {
        Socket socket;
        try {
            socket = factory.createSocket();
        } catch (IOException | RuntimeException e) {
            throw new IOException(property + " creates no unconnected socket: " + e, e);
        }
        if (socket == null) {
            throw new IOException(property + " creates no unconnected socket");
        }
        if (socket instanceof SSLSocket) {
            socket.close();
            throw new IOException(property + " creates TLS sockets, but is not an SSLSocketFactory");
        }
        return socket;
    }

    private static <T> T ofDefault(Class<?> factoryClass, Class<T> type, String property) {
        try {
            return type.cast(factoryClass.getMethod("getDefault").invoke(null));
        } catch (InvocationTargetException e) {
            throw unusable(factoryClass, type, property, e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw unusable(factoryClass, type, property, e);
        }
    }

    private static IllegalArgumentException unusable(
            Class<?> factoryClass, Class<?> type, String property, Throwable cause) {
        return new IllegalArgumentException(
                property + "=" + factoryClass.getName() + " does not return a " + type.getSimpleName()
                        + " from its static method getDefault(): " + cause,
                cause);
    }
}
