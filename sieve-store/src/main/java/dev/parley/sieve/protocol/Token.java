package dev.parley.sieve.protocol;

import dev.parley.wire.Text;
import java.nio.charset.StandardCharsets;

/** A piece of a {@link Line} (RFC 5804 s1.2 and s4). */
public sealed interface Token {
    String text();

    /** The octets of a string; null where the token is no string. */
    default byte[] string() {
        return null;
    }

    /** Characters without quotes: an atom or a number, or the URL that some servers do not quote. */
    record Atom(String text) implements Token {}

    record Quoted(String text) implements Token {
        @Override
        public byte[] string() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    record Literal(byte[] string) implements Token {
        @Override
        public String text() {
            return Text.of(string, 0, string.length);
        }
    }

    enum Bracket implements Token {
        OPEN("("),
        CLOSE(")");

        private final String text;

        Bracket(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
