package dev.parley.smtp.protocol;

import java.util.List;

/**
 * A parameter of MAIL or RCPT (RFC 5321 s4.1.1.11).
 *
 * @param value null where it has none
 */
public record Parameter(String keyword, String value) {
    /** @param parameter null: nothing is added */
    public static void addUnlessNull(List<Parameter> parameters, Parameter parameter) {
        if (parameter != null) {
            parameters.add(parameter);
        }
    }

    /** Appends the text on the wire. */
    void appendTo(StringBuilder line) {
        line.append(keyword);
        if (value != null) {
            line.append('=').append(value);
        }
    }
}
