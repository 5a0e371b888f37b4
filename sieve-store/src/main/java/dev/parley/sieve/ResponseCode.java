package dev.parley.sieve;

import java.io.Serializable;
import java.util.List;

/**
 * The machine's part of a server's answer (RFC 5804 s1.3). Servers have codes of their own, and details that no RFC
 * lists: all of them are kept.
 *
 * @param name in capitals, for example {@code QUOTA}; empty when the server gave no code
 * @param details in capitals what stands behind the name after a solidus, for example {@code MAXSIZE}; a client that
 *     does not know them goes by the name alone
 * @param argument what follows the name and its details, without quotes; empty when nothing does
 */
public record ResponseCode(String name, List<String> details, String argument) implements Serializable {
    /** No code. */
    public static final ResponseCode NONE = new ResponseCode("", List.of(), "");

    public ResponseCode {
        details = List.copyOf(details);
    }

    /** The name with its details, for example {@code QUOTA/MAXSIZE}; empty when there is no code. */
    @Override
    public String toString() {
        return details.isEmpty() ? name : name + "/" + String.join("/", details);
    }
}
