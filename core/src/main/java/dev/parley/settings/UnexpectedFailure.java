package dev.parley.settings;

/** Distinguishes exceptions of Parley's own code from those of the application. */
public final class UnexpectedFailure {
    private UnexpectedFailure() {}

    /**
     * Whether a RuntimeException is from Parley's own code: the first frame of its stack outside of the JDK is there. An
     * IllegalArgumentException is not: it is about the value of a property or argument.
     */
    public static boolean isBug(Throwable thrown) {
        if (!(thrown instanceof RuntimeException) || thrown instanceof IllegalArgumentException) {
            return false;
        }
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
                return name.startsWith("dev.parley.");
            }
        }
        return false;
    }

    /** The message of an exception that reports a bug. */
    public static String message(String what, Throwable bug) {
        return what + ": unexpected " + ApplicationFailure.describe(bug)
                + "\n  meaning: this is a bug in Parley\n  fix: report it with this stack trace";
    }
}
