package dev.parley.settings;

import java.lang.System.Logger.Level;

/** Logs what a listener, a trace sink or a DataSource of the application throws, which may be any Throwable. */
public final class ApplicationFailure {
    private static final System.Logger LOG = System.getLogger("dev.parley");

    private ApplicationFailure() {}

    /**
     * Logs a failure that does not change the result. Never throws, even if the application's log handler does.
     *
     * @param code which code of the application failed
     */
    public static void log(String code, Throwable thrown) {
        try {
            LOG.log(Level.WARNING, code + " failed; this does not change the result: " + describe(thrown), thrown);
        } catch (Throwable e) {
            // The application's log handler fails as well.
        }
    }

    /** The class and message of a Throwable whose own methods may throw. */
    public static String describe(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (Throwable e) {
            return thrown.getClass().getName();
        }
    }
}
