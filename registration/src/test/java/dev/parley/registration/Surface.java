package dev.parley.registration;

import dev.parley.smtp.SmtpTransport;
import jakarta.mail.Service;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Nothing of Angus's own dialog ever runs: every instance method of the version at hand is overridden. */
final class Surface {
    private Surface() {}

    /** The methods that are not. */
    static List<String> inherited() {
        return Stream.concat(Arrays.stream(SMTPTransport.class.getDeclaredMethods()), beyond())
                .filter(method ->
                        Modifier.isPublic(method.getModifiers()) || Modifier.isProtected(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !isOverridden(method))
                .map(Method::toString)
                .toList();
    }

    /** What Angus's transport itself inherits, and must not keep. */
    private static Stream<Method> beyond() {
        return Stream.of(
                method(Service.class, "connect", String.class, int.class, String.class, String.class),
                method(Service.class, "setConnected", boolean.class),
                method(Transport.class, "addTransportListener", TransportListener.class),
                method(Transport.class, "removeTransportListener", TransportListener.class));
    }

    static boolean isOverridden(Method method) {
        for (Class<?> type = SmtpTransport.class; type != SMTPTransport.class; type = type.getSuperclass()) {
            if (Arrays.stream(type.getDeclaredMethods())
                    .anyMatch(own -> own.getName().equals(method.getName())
                            && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()))) {
                return true;
            }
        }
        return false;
    }

    static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
