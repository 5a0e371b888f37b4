package dev.parley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page without what differs from run to run: times, ports, the certificate's date, a resumed session. The style stands in
 * its file.
 */
public final class PageMask {
    private static final Path STYLE = Path.of("../core/src/main/resources/dev/parley/trace/face/page.css");

    private PageMask() {}

    public static String masked(String page) throws IOException {
        return page.replace(Files.readString(STYLE), "page.css\n")
                .replace("<wbr>", "")
                .replaceAll("--(at|for|all):\\d+", "--$1:0")
                .replaceAll("\"time\">\\d+\\.\\d{3}", "\"time\">0.000")
                .replaceAll("\"ms( side)?\">\\d+\\.\\d", "\"ms$1\">0.0")
                .replaceAll("(?m)(^|<pre>) *[+-]\\d+\\.\\d{3}", "$1   +0.000")
                .replaceAll("(?m)^(   \\+0\\.000) *\\d+\\.\\d ms", "$1      0.0 ms")
                .replaceAll(" \\(\\d\\d:\\d\\d:\\d\\d [+-]\\d\\d:\\d\\d, [A-Za-z_/+-]+\\)", "")
                .replaceAll("\\d+\\.\\d+ m?s\\b", "0.0 ms")
                .replaceAll(", \\d+ %", ", 0 %")
                .replaceAll("(longest</dt><dd>0\\.0 ms) for <a.*?</a>", "$1")
                .replaceAll(", resumed</dd>", "</dd>")
                .replaceAll("dialog [0-9a-f]{8}", "dialog NAME")
                .replaceAll("(127\\.0\\.0\\.1|localhost):\\d+", "$1:PORT")
                .replaceAll("(0:0:0:0:0:0:0:1|, )*127\\.0\\.0\\.1<", "127.0.0.1<")
                .replaceAll("Written by [^<]*", "Written by VERSIONS")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("TIME \\([0-9a-f]{8}\\)", "TIME (NAME)")
                .replaceAll("[0-9A-F]{2}(:[0-9A-F]{2}){31}", "FINGERPRINT")
                .replaceAll("TIME, in \\d+ days?", "TIME, in 0 days");
    }
}
