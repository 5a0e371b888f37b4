package dev.parley.trace.face;

import dev.parley.trace.Escaped;

/** Builds HTML. Names of elements and attributes are constants; all other text is {@link #escaped}. */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    /** @param attributes names and values in turn */
    Markup open(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            out.append(escaped(attributes[i + 1])).append('"');
        }
        out.append('>');
        return this;
    }

    Markup close(String element) {
        out.append("</").append(element).append('>');
        return this;
    }

    Markup text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** The name of a host, which may be wrapped after its dots. */
    Markup host(String name) {
        out.append(escaped(name).replace(".", ".<wbr>"));
        return this;
    }

    /** An element that contains only text. */
    Markup leaf(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    /** A term of a list and its description. */
    Markup term(String term, String description) {
        return leaf("dt", term).leaf("dd", description);
    }

    Markup newLine() {
        out.append('\n');
        return this;
    }

    /** Escapes control characters, see {@link Escaped}, and then text for an element or an attribute in double quotes. */
    static String escaped(String text) {
        String shown = Escaped.line(text);
        StringBuilder escaped = new StringBuilder(shown.length());
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
