package dev.parley.sasl;

import dev.parley.login.LoginRequest;
import dev.parley.login.SecretSupplier;
import dev.parley.settings.ApplicationFailure;
import dev.parley.settings.MailProperties;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;

/**
 * A password or token that code of the application returns. Two are equal if they call the same object: an application may
 * have an equals method that compares less.
 */
public final class SuppliedSecret {
    /** One instance of each class, since a supplier may have a cache. */
    private static final ClassValue<Object> INSTANCES = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
            try {
                return type.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(e);
            }
        }
    };

    private final String property;
    private final Object supplier;

    /** @param supplier a SecretSupplier, or a Supplier of a String */
    private SuppliedSecret(String property, Object supplier) {
        this.property = property;
        this.supplier = supplier;
    }

    /**
     * The supplier that a property holds: a SecretSupplier, a Supplier of a String, or the name of a class of either type.
     *
     * @return null: the property is not set
     * @throws IllegalArgumentException naming the property, when it holds anything else
     */
    public static SuppliedSecret from(MailProperties properties, String suffix) {
        if (!properties.isSet(suffix)) {
            return null;
        }
        Object value = properties.object(suffix, Object.class).orElseThrow();
        if (value instanceof String text && !MailProperties.isClassName(text.strip())) {
            throw new IllegalArgumentException(
                    properties.name(suffix) + " is no SecretSupplier, Supplier or name of a class");
        }
        Object supplier = value instanceof String
                ? instance(properties.type(suffix, SecretSupplier.class).orElseThrow(), properties.name(suffix))
                : value;
        if (supplier instanceof SecretSupplier || supplier instanceof Supplier<?>) {
            return new SuppliedSecret(properties.name(suffix), supplier);
        }
        throw new IllegalArgumentException(properties.name(suffix) + " must hold a " + SecretSupplier.class.getName()
                + ", a java.util.function.Supplier of a String, or the name of such a class, not a "
                + supplier.getClass().getName());
    }

    private static Object instance(Class<?> type, String property) {
        String what = property + "=" + type.getName();
        try {
            return INSTANCES.get(type);
        } catch (IllegalArgumentException e) {
            if (e.getCause() instanceof InvocationTargetException failure) {
                throw unusable(what + " cannot be created: its constructor failed", failure.getCause());
            }
            throw unusable(what + " must be a public class with a public constructor without arguments", e.getCause());
        } catch (LinkageError e) {
            throw unusable(what + " cannot be created", e);
        }
    }

    private static IllegalArgumentException unusable(String what, Throwable cause) {
        return new IllegalArgumentException(what + ": " + ApplicationFailure.describe(cause), cause);
    }

    /** The property and the class of the supplier, for messages; of a lambda, the class that has it. */
    @Override
    public String toString() {
        String type = supplier.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return property + " (" + (lambda < 0 ? type : type.substring(0, lambda)) + ")";
    }

    /** @throws IOException naming the property and the supplier, when it returns no text or throws anything */
    public Secret get(LoginRequest login) throws IOException {
        Object value;
        try {
            value = supplier instanceof SecretSupplier ours ? ours.get(login) : ((Supplier<?>) supplier).get();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IOException(this + " failed: " + ApplicationFailure.describe(e), e);
        }
        if (value instanceof String text && !text.isEmpty()) {
            return Secret.of(text);
        }
        String what = value == null ? "null" : value instanceof String ? "an empty text" : "no String";
        throw new IOException(this + " returned " + what);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SuppliedSecret same && supplier == same.supplier && property.equals(same.property);
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(supplier);
    }
}
