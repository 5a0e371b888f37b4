package dev.parley.sieve.protocol;

import dev.parley.wire.Text;
import java.nio.charset.StandardCharsets;

/** A piece of a {@link Line} (RFC 5804 s1.2 and s4). */
public sealed interface Token {
    String text();

    /** A bare run of characters: an atom or a number, and also the URL that some servers do not quote. */
    record Atom(String text) implements Token {}

    /** Quoted or literal. */
    sealed interface StringToken extends Token {
        byte[] octets();
    }

    record Quoted(String text) implements StringToken {
        @Override
        public byte[] octets() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    record Literal(byte[] octets) implements StringToken {
        @Override
        public String text() {
            return Text.of(octets, 0, octets.length);
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
