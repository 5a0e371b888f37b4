package dev.parley.sieve.protocol;

import dev.parley.sasl.Secret;
import java.nio.charset.StandardCharsets;

/** What follows the name of a {@link Command}; {@code toString} is the text that may be shown. */
sealed interface Argument {
    /** RFC 5804 s4: "limited to 1024 octets between the quotes". */
    int LONGEST_QUOTED = 1024;

    byte[] wire();

    /** Whether it is sent as a literal, which a server that rejects the command may leave unread. */
    boolean isLiteral();

    /** A name or a word: quoted where it is printable ASCII, otherwise a literal, since some servers reject quoted UTF-8. */
    record Words(String text) implements Argument {
        @Override
        public byte[] wire() {
            return (isLiteral() ? literal() : quoted()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isLiteral() {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < 0x20 || text.charAt(i) >= 0x7f) {
                    return true;
                }
            }
            return quoted().length() > LONGEST_QUOTED + 2;
        }

        @Override
        public String toString() {
            return isLiteral() ? literal() : quoted();
        }

        private String quoted() {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        private String literal() {
            return "{" + text.getBytes(StandardCharsets.UTF_8).length + "+}\r\n" + text;
        }
    }

    /** Base64 of a secret. */
    record Hidden(Secret base64) implements Argument {
        @Override
        public byte[] wire() {
            return new Words(new String(base64.octets(), StandardCharsets.US_ASCII)).wire();
        }

        @Override
        public boolean isLiteral() {
            return base64.length() > LONGEST_QUOTED;
        }

        @Override
        public String toString() {
            return base64.toString();
        }
    }

    /** RFC 5804 s4, number. */
    record Count(long value) implements Argument {
        @Override
        public byte[] wire() {
            return toString().getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public boolean isLiteral() {
            return false;
        }

        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** The length of a script whose octets follow the command. */
    record Script(long octets) implements Argument {
        @Override
        public byte[] wire() {
            return (this + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public boolean isLiteral() {
            return true;
        }

        @Override
        public String toString() {
            return "{" + octets + "+}";
        }
    }
}
