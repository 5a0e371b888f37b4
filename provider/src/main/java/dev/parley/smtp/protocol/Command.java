package dev.parley.smtp.protocol;

import dev.parley.sasl.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command line of the client. {@code toString} is the text that may be shown, {@link #wire} is what is sent. */
public sealed interface Command {

    /** The phase of the connection in which the reply is read. */
    SmtpPhase phase();

    /** The octets of the line without its end. */
    default byte[] wire() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Appends the line without its end; where it has a {@link #secret}, the text that may be shown. */
    default void appendTo(StringBuilder line) {
        line.append(toString());
    }

    /** The part of the line that is shown only as a number of octets; null where there is none. */
    default Secret secret() {
        return null;
    }

    /** Whether the server accepts or rejects the message with the reply to this command. */
    default boolean endsContent() {
        return phase() == SmtpPhase.END_OF_DATA;
    }

    /** A command without an argument. */
    enum Word implements Command {
        /** RFC 3207 s4. */
        STARTTLS("STARTTLS", SmtpPhase.STARTTLS),
        /** Cancels an authentication exchange, RFC 4954 s4. */
        AUTH_CANCEL("*", SmtpPhase.AUTH),
        /** RFC 5321 s4.1.1.4. */
        DATA("DATA", SmtpPhase.DATA),
        /** The lone dot after the content, RFC 5321 s4.1.1.4. */
        END_OF_DATA(".", SmtpPhase.END_OF_DATA),
        /** RFC 5321 s4.1.1.5. */
        RSET("RSET", SmtpPhase.RSET),
        /** RFC 5321 s4.1.1.9. */
        NOOP("NOOP", SmtpPhase.NOOP),
        /** RFC 5321 s4.1.1.10. */
        QUIT("QUIT", SmtpPhase.QUIT);

        private final String line;
        private final SmtpPhase phase;

        Word(String line, SmtpPhase phase) {
            this.line = line;
            this.phase = phase;
        }

        @Override
        public SmtpPhase phase() {
            return phase;
        }

        @Override
        public String toString() {
            return line;
        }
    }

    /** The first command of a session: EHLO or HELO (RFC 5321 s4.1.1.1), or LHLO (RFC 2033 s4.1). */
    record Hello(HelloVerb verb, String name) implements Command {
        @Override
        public SmtpPhase phase() {
            return SmtpPhase.HELLO;
        }

        @Override
        public String toString() {
            return verb + " " + name;
        }
    }

    /**
     * AUTH, RFC 4954 s4.
     *
     * @param initialResponse base64; null where the command has none
     */
    record Auth(String mechanism, Secret initialResponse) implements Command {
        @Override
        public SmtpPhase phase() {
            return SmtpPhase.AUTH;
        }

        @Override
        public byte[] wire() {
            return initialResponse == null
                    ? Command.super.wire()
                    : join("AUTH " + mechanism + " ", initialResponse.octets());
        }

        @Override
        public Secret secret() {
            return initialResponse;
        }

        @Override
        public String toString() {
            return "AUTH " + mechanism + (initialResponse == null ? "" : " " + initialResponse);
        }

        private static byte[] join(String start, byte[] rest) {
            byte[] first = start.getBytes(StandardCharsets.US_ASCII);
            byte[] line = new byte[first.length + rest.length];
            System.arraycopy(first, 0, line, 0, first.length);
            System.arraycopy(rest, 0, line, first.length, rest.length);
            return line;
        }
    }

    /** The response to a 334 challenge, as base64. */
    record AuthAnswer(Secret secret) implements Command {
        @Override
        public SmtpPhase phase() {
            return SmtpPhase.AUTH;
        }

        @Override
        public byte[] wire() {
            return secret.octets();
        }

        @Override
        public String toString() {
            return secret.toString();
        }
    }

    /** MAIL, RFC 5321 s4.1.1.2. */
    record Mail(Path from, List<Parameter> parameters) implements Command {
        /** Whether it declares that addresses or header fields are UTF-8 (RFC 6531 s3.4). */
        public boolean isSmtpUtf8() {
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i).keyword().equals("SMTPUTF8")) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public SmtpPhase phase() {
            return SmtpPhase.MAIL;
        }

        @Override
        public void appendTo(StringBuilder line) {
            append("MAIL FROM:<", from, parameters, line);
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    /** RCPT, RFC 5321 s4.1.1.3. */
    record Rcpt(Path to, List<Parameter> parameters) implements Command {
        @Override
        public SmtpPhase phase() {
            return SmtpPhase.RCPT;
        }

        @Override
        public void appendTo(StringBuilder line) {
            append("RCPT TO:<", to, parameters, line);
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    /** BDAT, RFC 3030 s2. The octets of the chunk follow the line. */
    record Bdat(int size, boolean last) implements Command {
        @Override
        public SmtpPhase phase() {
            return last ? SmtpPhase.END_OF_DATA : SmtpPhase.CHUNK;
        }

        @Override
        public String toString() {
            return "BDAT " + size + (last ? " LAST" : "");
        }
    }

    /**
     * VRFY, EXPN, HELP or ETRN. None of them changes the state of a mail transaction.
     *
     * @param argument null where it has none
     * @param smtpUtf8 whether the reply may have non-ASCII characters (RFC 6531 s3.7.4.2)
     */
    record Query(QueryVerb verb, String argument, boolean smtpUtf8) implements Command {
        @Override
        public SmtpPhase phase() {
            return verb.phase();
        }

        @Override
        public String toString() {
            return verb + (argument == null ? "" : " " + argument) + (smtpUtf8 ? " SMTPUTF8" : "");
        }
    }

    /** A command line of the application. The initial response of an AUTH line is not shown. */
    record Custom(String line) implements Command {
        @Override
        public SmtpPhase phase() {
            return SmtpPhase.CUSTOM;
        }

        @Override
        public byte[] wire() {
            return line.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Secret secret() {
            int start = initialResponse();
            return start < 0 ? null : Secret.of(line.substring(start).strip());
        }

        @Override
        public String toString() {
            int start = initialResponse();
            if (start < 0) {
                return line;
            }
            int mechanism = word(blank(word(0)));
            return "AUTH " + line.substring(mechanism, blank(mechanism)) + " " + secret();
        }

        /** Where the third word of an AUTH line begins; -1 where there is none, or the line is another command. */
        private int initialResponse() {
            int command = word(0);
            int mechanism = word(blank(command));
            int response = word(blank(mechanism));
            boolean isAuth = line.substring(command, blank(command)).equalsIgnoreCase("AUTH");
            return isAuth && response < line.length() ? response : -1;
        }

        /** The index of the next character that is not blank. */
        private int word(int from) {
            int at = from;
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            return at;
        }

        /** The index of the next blank. */
        private int blank(int from) {
            int at = from;
            while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            return at;
        }
    }

    private static void append(String start, Path path, List<Parameter> parameters, StringBuilder line) {
        line.append(start).append(path.mailbox()).append('>');
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).appendTo(line.append(' '));
        }
    }

    private static String text(Command command) {
        StringBuilder line = new StringBuilder(80);
        command.appendTo(line);
        return line.toString();
    }
}
