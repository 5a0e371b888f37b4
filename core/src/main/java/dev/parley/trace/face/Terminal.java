package dev.parley.trace.face;

import java.io.Console;
import java.io.PrintStream;
import java.util.Map;

/**
 * Whether output is printed to a terminal.
 *
 * @param environment of the process: the kind of terminal and the user's preferences
 */
public record Terminal(boolean present, Map<String, String> environment) {

    /** As far as the JVM can detect it: only for standard input and output together. */
    public static Terminal of(PrintStream out) {
        return new Terminal(out == System.out && isInteractive(), System.getenv());
    }

    /** Whether escape sequences may colour the output (https://no-color.org); Windows has terminals that show them. */
    public boolean colour() {
        String kind = environment.getOrDefault("TERM", environment.getOrDefault("WT_SESSION", ""));
        return present
                && !kind.isEmpty()
                && !kind.equals("dumb")
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Since JDK 22 there is a console without a terminal, and a method that reports it. */
    private static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
