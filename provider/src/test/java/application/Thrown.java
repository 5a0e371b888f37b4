package application;

import java.io.IOException;

/** What application code can throw although its signature does not declare it. */
public enum Thrown {
    RUNTIME_EXCEPTION,
    CHECKED_EXCEPTION,
    IO_EXCEPTION,
    ERROR,
    STACK_OVERFLOW,
    OUT_OF_MEMORY,
    ASSERTION;

    private static final String TEXT = "thrown by the application";

    public Throwable make() {
        return switch (this) {
            case RUNTIME_EXCEPTION -> new IllegalStateException(TEXT);
            case CHECKED_EXCEPTION -> new Exception(TEXT);
            case IO_EXCEPTION -> new IOException(TEXT);
            case ERROR -> new Error(TEXT);
            case STACK_OVERFLOW -> new StackOverflowError(TEXT);
            case OUT_OF_MEMORY -> new OutOfMemoryError(TEXT);
            case ASSERTION -> new AssertionError(TEXT);
        };
    }

    public boolean isVirtualMachineError() {
        return this == STACK_OVERFLOW || this == OUT_OF_MEMORY;
    }

    /** Throws it whatever the signature of the caller declares. */
    @SuppressWarnings("unchecked")
    public static <T extends Throwable> void sneakily(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
