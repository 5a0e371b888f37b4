package dev.parley.smtp.mime;

import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The classes whose {@code writeTo} is Jakarta Mail's own, down to every method that it uses: whatever they add, their
 * octets are known. A class is looked at once, and is not kept from being unloaded.
 */
final class StandardTypes {
    /** Of messages and body parts. What else they use is called by {@code writeTo} itself, overridden or not. */
    private static final Set<String> OF_PARTS = Set.of("writeTo", "getDataHandler", "getEncoding", "getContentType");

    private static final Set<String> OF_MULTIPARTS =
            Set.of("writeTo", "parse", "getCount", "getBodyPart", "getPreamble", "getContentType");

    private static final List<Class<?>> KNOWN =
            List.of(MimeMessage.class, MimeBodyPart.class, MimeMultipart.class, Multipart.class);

    private static final ClassValue<Boolean> PLAIN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            Set<String> used = MimeMultipart.class.isAssignableFrom(type) ? OF_MULTIPARTS : OF_PARTS;
            return KNOWN.contains(type) || !overrides(type, used) && PLAIN.get(type.getSuperclass());
        }
    };

    private StandardTypes() {}

    static boolean isPlain(MimeMessage message) {
        return PLAIN.get(message.getClass());
    }

    static boolean isPlain(MimeBodyPart part) {
        return PLAIN.get(part.getClass());
    }

    static boolean isPlain(MimeMultipart multipart) {
        return PLAIN.get(multipart.getClass());
    }

    private static boolean overrides(Class<?> type, Set<String> used) {
        try {
            return Arrays.stream(type.getDeclaredMethods()).map(Method::getName).anyMatch(used::contains);
        } catch (LinkageError e) {
            // A class that cannot be looked at whole.
            return true;
        }
    }
}
