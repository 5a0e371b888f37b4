package dev.parley.sieve;

import java.io.Serializable;
import java.util.List;

/**
 * The machine-readable code of a response (RFC 5804 s1.3). Codes and details that no RFC lists are kept, too.
 *
 * @param name in capitals, for example {@code QUOTA}; empty: no code
 * @param details in capitals the words after the name, each after a solidus, for example {@code MAXSIZE}; a client ignores
 *     unknown ones
 * @param argument the words after name and details, without quotes; empty: none
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
