package dev.parley.smtp.mime;

import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.lang.reflect.Method;
import java.util.Set;

/**
 * The classes of messages and parts that are rendered by Jakarta Mail's own {@code writeTo}: neither that method nor one
 * that it depends on is overridden. The result is computed once per class, and does not prevent class unloading.
 */
public final class StandardTypes extends ClassValue<Boolean> {
    /** A native image has only the methods that its metadata names; GraalVM sets the property there. */
    private static final boolean LISTS_METHODS = System.getProperty("org.graalvm.nativeimage.imagecode") == null;

    /** Other methods that {@code writeTo} calls are also called by Parley, overridden or not. */
    private static final Set<String> METHODS_OF_PARTS =
            Set.of("writeTo", "getDataHandler", "getEncoding", "getContentType");

    private static final Set<String> METHODS_OF_MULTIPARTS =
            Set.of("writeTo", "parse", "getCount", "getBodyPart", "getPreamble", "getContentType");

    private static final StandardTypes STANDARD = new StandardTypes();

    private StandardTypes() {}

    /** @param entity a MimeMessage, MimeBodyPart or MimeMultipart */
    public static boolean isStandard(Object entity) {
        return STANDARD.get(entity.getClass());
    }

    /** False: {@link #isStandard} is also false for each subclass that overrides nothing. */
    public static boolean recognizesSubclasses() {
        return LISTS_METHODS;
    }

    @Override
    protected Boolean computeValue(Class<?> type) {
        if (type == MimeMessage.class || type == MimeBodyPart.class || type == MimeMultipart.class) {
            return true;
        }
        if (!LISTS_METHODS) {
            return false;
        }
        boolean multipart = MimeMultipart.class.isAssignableFrom(type);
        return !overrides(type, multipart ? METHODS_OF_MULTIPARTS : METHODS_OF_PARTS) && get(type.getSuperclass());
    }

    private static boolean overrides(Class<?> type, Set<String> names) {
        try {
            for (Method method : type.getDeclaredMethods()) {
                if (names.contains(method.getName())) {
                    return true;
                }
            }
            return false;
        } catch (LinkageError e) {
            // The class refers to a class that is missing: its methods are not known.
            return true;
        }
    }
}
