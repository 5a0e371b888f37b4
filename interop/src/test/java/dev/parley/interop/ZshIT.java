package dev.parley.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An interactive zsh completes the options of {@code parley} with the script for bash. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ZshIT {
    private static final Path COMPLETION = Path.of("../cli/src/archive/share/bash-completion/completions/parley");

    /** Types a line and the tab key into a zsh on a pseudo-terminal. A function in place of the command prints its arguments. */
    private static final String TYPE = """
            zmodload zsh/zpty
            zpty shell 'TERM=dumb zsh -f -i'
            zpty -w shell "PROMPT=; source '$1'; parley() { print -r -- \\"arguments <\\$*>\\" }; print ready-\\$((40 + 2))"
            zpty -r -m shell output '*ready-42*'
            zpty -w shell "$2"$'\\t'
            zpty -r -m shell output '*arguments <[^$]*>*'
            print -r -- ${${output#*arguments <}%%>*}
            zpty -d shell
            """;

    @ParameterizedTest
    @CsvSource({
        "parley pro, probe",
        "parley sieve ren, sieve rename",
        "parley probe --insec, probe --insecure",
        "parley probe --tls im, probe --tls implicit",
    })
    void completes(String typed, String arguments) throws Exception {
        assertEquals(arguments, zsh(TYPE, COMPLETION.toString(), typed));
    }

    private static String zsh(String script, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("zsh", "-f", "-c", script, "zsh");
        builder.command().addAll(List.of(arguments));
        Process zsh = builder.redirectErrorStream(true).start();
        try {
            zsh.getOutputStream().close();
            String output = new String(zsh.getInputStream().readAllBytes(), UTF_8);
            assertTrue(zsh.waitFor(30, TimeUnit.SECONDS), output);
            assertEquals(0, zsh.exitValue(), output);
            return output.strip();
        } finally {
            zsh.destroyForcibly();
        }
    }
}
