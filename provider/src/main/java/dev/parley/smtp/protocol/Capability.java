package dev.parley.smtp.protocol;

/**
 * One line of an EHLO reply: a keyword and what follows it.
 *
 * @param keyword as the server spelled it; empty and bogus ones are kept
 * @param parameters the rest of the line, empty when there is none
 */
public record Capability(String keyword, String parameters) {
    static Capability of(String line) {
        int blank = line.indexOf(' ');
        return blank < 0
                ? new Capability(line, "")
                : new Capability(
                        line.substring(0, blank), line.substring(blank + 1).strip());
    }

    @Override
    public String toString() {
        return parameters.isEmpty() ? keyword : keyword + " " + parameters;
    }
}
