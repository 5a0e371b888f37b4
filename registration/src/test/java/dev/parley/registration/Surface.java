package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Service;
import jakarta.mail.Transport;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;

/** Nothing of Angus's own dialog ever runs: a version that brings a method we do not override fails here. */
class TransportSurfaceTest {
    private static final List<Method> BEYOND = List.of(
            method(Service.class, "connect", String.class, int.class, String.class, String.class),
            method(Service.class, "setConnected", boolean.class),
            method(Transport.class, "addTransportListener", jakarta.mail.event.TransportListener.class),
            method(Transport.class, "removeTransportListener", jakarta.mail.event.TransportListener.class));

    @Test
    void everyInstanceMethodOfAngusIsOverridden() {
        List<String> inherited = Stream.concat(Arrays.stream(SMTPTransport.class.getDeclaredMethods()), BEYOND.stream())
                .filter(method ->
                        Modifier.isPublic(method.getModifiers()) || Modifier.isProtected(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !isOverridden(method))
                .map(Method::toString)
                .toList();
        assertEquals(List.of(), inherited);
    }

    @Test
    void theCheckSeesWhatIsInherited() {
        assertTrue(isOverridden(method(Service.class, "isConnected")));
        assertEquals(false, isOverridden(method(Service.class, "getURLName")));
    }

    private static boolean isOverridden(Method method) {
        for (Class<?> type = SmtpTransport.class; type != SMTPTransport.class; type = type.getSuperclass()) {
            if (Arrays.stream(type.getDeclaredMethods())
                    .anyMatch(own -> own.getName().equals(method.getName())
                            && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()))) {
                return true;
            }
        }
        return false;
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
