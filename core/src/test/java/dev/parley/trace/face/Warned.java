package dev.parley.trace.face;

import dev.parley.settings.MailProperties;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** What the debug output has after a trace was opened with settings of which one cannot be used. */
final class Warned {
    private static final String BEGIN = "*** trace: ";
    private static final String END = "; the connection continues without it";

    private Warned() {}

    /** The reason in the one warning; the whole output where it is not one warning. */
    static String of(Properties properties) {
        ByteArrayOutputStream debug = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(debug, true, StandardCharsets.UTF_8);
        Properties session = new Properties();
        session.putAll(properties);
        TraceSettings.from(new MailProperties("smtp", session), false)
                .open(out, "smtp", "mx", 25, List.of())
                .close();
        String said = debug.toString(StandardCharsets.UTF_8).strip();
        boolean one = said.startsWith(BEGIN) && said.endsWith(END) && said.indexOf('\n') < 0;
        return one ? said.substring(BEGIN.length(), said.length() - END.length()) : said;
    }
}
