package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.CommandContext;
import java.io.Console;
import java.io.IOException;

/**
 * Prompts at the terminal. If standard input or output is not a terminal, the JVM has no Console; a shell then reads from
 * {@code /dev/tty}, as ssh and sudo do.
 */
final class TerminalPrompt implements CommandContext.Prompt {
    private static final String ASK_SCRIPT = """
            exec 3<>/dev/tty || exit 1
            modes=$(stty -g <&3) || exit 1
            trap 'stty "$modes" <&3' EXIT
            trap 'exit 1' HUP INT TERM
            stty -echo <&3
            printf '%s' "$1" >&3
            IFS= read -r typed <&3 || exit 1
            echo >&3
            printf '%s' "$typed"
            """;

    @Override
    public char[] ask(String question) {
        Console console = System.console();
        return console == null ? askByShell(question) : console.readPassword("%s", question);
    }

    private static char[] askByShell(String question) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", ASK_SCRIPT, "sh", question)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            shell.getOutputStream().close();
            String entered = new String(shell.getInputStream().readAllBytes(), UTF_8);
            return shell.waitFor() == 0 ? entered.toCharArray() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
