package dev.parley.cli.sieve;

import java.util.ArrayList;
import java.util.List;

/** What is unusual in a script that a server rejects, and is not visible in an editor. */
final class ScriptNotes {
    /** RFC 5228 names no limit; editors and servers handle the lines of mail (RFC 5322 s2.1.1). */
    private static final int LONG_LINE = 998;

    private ScriptNotes() {}

    static List<String> of(byte[] script) {
        List<String> notes = new ArrayList<>();
        if (script.length >= 3 && script[0] == (byte) 0xef && script[1] == (byte) 0xbb && script[2] == (byte) 0xbf) {
            notes.add(
                    "note: the script begins with a byte-order mark (EF BB BF), which is not part of the Sieve grammar"
                            + " (RFC 5228 s8): save it as UTF-8 without a byte-order mark");
        }
        int line = 1;
        int begin = 0;
        for (int i = 0; i <= script.length; i++) {
            if (i == script.length || script[i] == '\n') {
                if (i - begin > LONG_LINE) {
                    notes.add("note: line " + line + " has " + (i - begin)
                            + " octets: some servers limit a line; break it" + " between two arguments");
                }
                line++;
                begin = i + 1;
            }
        }
        return notes;
    }
}
