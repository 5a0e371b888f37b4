package dev.parley.smtp.protocol;

import dev.parley.sasl.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A command line of the client. {@code toString} is the text that may be shown, {@link #wire} what is sent. */
public sealed interface Command {

    /** The octets of the line without its end. */
    default byte[] wire() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What of it is shown only as a number of octets. */
    default Optional<Secret> secret() {
        return Optional.empty();
    }

    /** Whether the server takes the message with the reply to this. */
    default boolean endsContent() {
        return false;
    }

    /** EHLO, RFC 5321 s4.1.1.1. */
    record Ehlo(String name) implements Command {
        @Override
        public String toString() {
            return "EHLO " + name;
        }
    }

    /** HELO, RFC 5321 s4.1.1.1. */
    record Helo(String name) implements Command {
        @Override
        public String toString() {
            return "HELO " + name;
        }
    }

    /** LHLO, RFC 2033 s4.1. */
    record Lhlo(String name) implements Command {
        @Override
        public String toString() {
            return "LHLO " + name;
        }
    }

    /** STARTTLS, RFC 3207 s4. */
    record StartTls() implements Command {
        @Override
        public String toString() {
            return "STARTTLS";
        }
    }

    /** AUTH, RFC 4954 s4. The initial response is base64 already. */
    record Auth(String mechanism, Optional<Secret> initialResponse) implements Command {
        @Override
        public byte[] wire() {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            line.writeBytes(("AUTH " + mechanism).getBytes(StandardCharsets.US_ASCII));
            initialResponse.ifPresent(response -> {
                line.write(' ');
                line.writeBytes(response.octets());
            });
            return line.toByteArray();
        }

        @Override
        public Optional<Secret> secret() {
            return initialResponse;
        }

        @Override
        public String toString() {
            return "AUTH " + mechanism
                    + initialResponse.map(response -> " " + response).orElse("");
        }
    }

    /** The answer to a 334 challenge, base64 already. */
    record AuthAnswer(Secret response) implements Command {
        @Override
        public byte[] wire() {
            return response.octets();
        }

        @Override
        public Optional<Secret> secret() {
            return Optional.of(response);
        }

        @Override
        public String toString() {
            return response.toString();
        }
    }

    /** Ends an exchange that cannot go on, RFC 4954 s4. */
    record AuthCancel() implements Command {
        @Override
        public String toString() {
            return "*";
        }
    }

    /** MAIL, RFC 5321 s4.1.1.2. */
    record Mail(Path from, List<String> parameters) implements Command {
        @Override
        public String toString() {
            return line("MAIL FROM:" + from, parameters);
        }
    }

    /** RCPT, RFC 5321 s4.1.1.3. */
    record Rcpt(Path to, List<String> parameters) implements Command {
        @Override
        public String toString() {
            return line("RCPT TO:" + to, parameters);
        }
    }

    /** DATA, RFC 5321 s4.1.1.4. */
    record Data() implements Command {
        @Override
        public String toString() {
            return "DATA";
        }
    }

    /** The lone dot behind the content, RFC 5321 s4.1.1.4. */
    record EndOfData() implements Command {
        @Override
        public boolean endsContent() {
            return true;
        }

        @Override
        public String toString() {
            return ".";
        }
    }

    /** BDAT, RFC 3030 s2; so many octets follow its line. */
    record Bdat(int octets, boolean last) implements Command {
        @Override
        public boolean endsContent() {
            return last;
        }

        @Override
        public String toString() {
            return "BDAT " + octets + (last ? " LAST" : "");
        }
    }

    /** RSET, RFC 5321 s4.1.1.5. */
    record Rset() implements Command {
        @Override
        public String toString() {
            return "RSET";
        }
    }

    /** NOOP, RFC 5321 s4.1.1.9. */
    record Noop() implements Command {
        @Override
        public String toString() {
            return "NOOP";
        }
    }

    /** QUIT, RFC 5321 s4.1.1.10. */
    record Quit() implements Command {
        @Override
        public String toString() {
            return "QUIT";
        }
    }

    /** A line of the application's own. What looks like AUTH is not shown. */
    record Custom(String line) implements Command {
        @Override
        public byte[] wire() {
            return line.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Optional<Secret> secret() {
            String[] words = words();
            boolean isAuth =
                    words.length == 3 && words[0].toUpperCase(Locale.ROOT).equals("AUTH");
            return isAuth ? Optional.of(Secret.of(words[2])) : Optional.empty();
        }

        @Override
        public String toString() {
            return secret().map(hidden -> "AUTH " + words()[1] + " " + hidden).orElse(line);
        }

        private String[] words() {
            return line.strip().split("\\s+", 3);
        }
    }

    private static String line(String command, List<String> parameters) {
        return String.join(
                " ", Stream.concat(Stream.of(command), parameters.stream()).toList());
    }
}
