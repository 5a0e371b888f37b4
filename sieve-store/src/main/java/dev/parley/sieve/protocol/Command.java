package dev.parley.sieve.protocol;

import dev.parley.sasl.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command of the client (RFC 5804 s2). {@code toString} is the text that may be shown. */
public final class Command {
    private static final String END = "\r\n";

    private final String verb;
    private final List<Argument> arguments;

    private Command(String verb, List<Argument> arguments) {
        this.verb = verb;
        this.arguments = arguments;
    }

    /** RFC 5804 s2.2. */
    public static Command startTls() {
        return new Command("STARTTLS", List.of());
    }

    /**
     * RFC 5804 s2.1.
     *
     * @param initialResponse null: none
     */
    public static Command authenticate(String mechanism, Secret initialResponse) {
        Argument name = Argument.words(mechanism);
        return new Command(
                "AUTHENTICATE",
                initialResponse == null ? List.of(name) : List.of(name, Argument.hidden(initialResponse.base64())));
    }

    /** An answer to a challenge of AUTHENTICATE. */
    public static Command answer(Secret secret) {
        return new Command("", List.of(Argument.hidden(secret.base64())));
    }

    /** Instead of an answer: ends AUTHENTICATE without a login. */
    public static Command cancel() {
        return new Command("", List.of(Argument.words("*")));
    }

    /** RFC 5804 s2.4. */
    public static Command capability() {
        return new Command("CAPABILITY", List.of());
    }

    /** RFC 5804 s2.13: the server repeats the tag in its response. */
    public static Command noop(String tag) {
        return new Command("NOOP", List.of(Argument.words(tag)));
    }

    /** RFC 5804 s2.7. */
    public static Command listScripts() {
        return new Command("LISTSCRIPTS", List.of());
    }

    /** RFC 5804 s2.9. */
    public static Command getScript(ScriptName name) {
        return new Command("GETSCRIPT", List.of(words(name)));
    }

    /** RFC 5804 s2.5: whether there is room for so many octets under this name. */
    public static Command haveSpace(ScriptName name, long octets) {
        return new Command("HAVESPACE", List.of(words(name), Argument.number(octets)));
    }

    /** RFC 5804 s2.6: creates the script, or replaces it; so many octets follow. */
    public static Command putScript(ScriptName name, long octets) {
        return new Command("PUTSCRIPT", List.of(words(name), Argument.script(octets)));
    }

    /** RFC 5804 s2.12: checks a script and does not store it; so many octets follow. */
    public static Command checkScript(long octets) {
        return new Command("CHECKSCRIPT", List.of(Argument.script(octets)));
    }

    /** RFC 5804 s2.8. */
    public static Command setActive(ScriptName name) {
        return new Command("SETACTIVE", List.of(words(name)));
    }

    /** RFC 5804 s2.8: the empty name deactivates whatever is active. */
    public static Command deactivate() {
        return new Command("SETACTIVE", List.of(Argument.words("")));
    }

    /** RFC 5804 s2.10. */
    public static Command deleteScript(ScriptName name) {
        return new Command("DELETESCRIPT", List.of(words(name)));
    }

    /** RFC 5804 s2.11. */
    public static Command renameScript(ScriptName from, ScriptName to) {
        return new Command("RENAMESCRIPT", List.of(words(from), words(to)));
    }

    /** RFC 5804 s2.14.1. */
    public static Command unauthenticate() {
        return new Command("UNAUTHENTICATE", List.of());
    }

    /** RFC 5804 s2.3. */
    public static Command logout() {
        return new Command("LOGOUT", List.of());
    }

    /** The same command for the script of another name. */
    public Command about(ScriptName name) {
        List<Argument> others = new ArrayList<>(arguments);
        others.set(0, words(name));
        return new Command(verb, List.copyOf(others));
    }

    /** The command's name; empty for an answer to a challenge. */
    public String verb() {
        return verb;
    }

    /** The part that is shown as a number of octets; null: none. */
    public Secret secret() {
        return verb.isEmpty() || verb.equals("AUTHENTICATE") ? arguments.get(arguments.size() - 1).secret : null;
    }

    /** The octets with the line end; of a command with a script, those before the script and {@link #end}. */
    public byte[] wire() {
        StringBuilder wire = new StringBuilder(verb);
        for (Argument argument : arguments) {
            wire.append(wire.length() > 0 ? " " : "").append(argument.wire);
        }
        return wire.append(END).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The end of a command. */
    public static byte[] end() {
        return END.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a server that rejects the command may run the octets of a literal in it as commands. */
    public boolean carriesLiteral() {
        for (Argument argument : arguments) {
            if (argument.isLiteral) {
                return true;
            }
        }
        return false;
    }

    /** The command with its names and the size of its script, for an error message. */
    public String subject() {
        StringBuilder subject = new StringBuilder(verb);
        for (Argument argument : arguments) {
            subject.append(argument.subject.isEmpty() ? "" : " ").append(argument.subject);
        }
        return subject.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(verb);
        for (Argument argument : arguments) {
            text.append(text.length() > 0 ? " " : "").append(argument.shown);
        }
        return text.toString();
    }

    private static Argument words(ScriptName name) {
        return Argument.words(name.text());
    }

    /**
     * What follows the name of a command.
     *
     * @param shown instead of {@code wire} in a trace
     * @param subject in an error message; empty: nothing
     * @param isLiteral whether it is a literal, which a server that rejects the command may leave unread
     * @param secret null: none
     */
    private record Argument(String wire, String shown, String subject, boolean isLiteral, Secret secret) {
        /** RFC 5804 s4: "limited to 1024 octets between the quotes". */
        private static final int LONGEST_QUOTED = 1024;

        /** A name or a word: quoted where it is printable ASCII; otherwise a literal, since some servers reject quoted UTF-8. */
        static Argument words(String text) {
            String quoted = '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            boolean isLiteral = quoted.length() > LONGEST_QUOTED + 2;
            for (int i = 0; i < text.length(); i++) {
                isLiteral |= text.charAt(i) < 0x20 || text.charAt(i) >= 0x7f;
            }
            String wire = isLiteral ? "{" + text.getBytes(StandardCharsets.UTF_8).length + "+}\r\n" + text : quoted;
            return new Argument(wire, wire, '"' + text + '"', isLiteral, null);
        }

        static Argument hidden(Secret base64) {
            Argument words = words(new String(base64.octets(), StandardCharsets.US_ASCII));
            return new Argument(words.wire, base64.toString(), "", words.isLiteral, base64);
        }

        /** RFC 5804 s4, number: the size of a script that does not follow. */
        static Argument number(long value) {
            String number = String.valueOf(value);
            return new Argument(number, number, size(value), false, null);
        }

        /** The length of a script whose octets follow the command. */
        static Argument script(long octets) {
            String announced = "{" + octets + "+}";
            return new Argument(announced, announced, size(octets), true, null);
        }

        private static String size(long octets) {
            return "(" + octets + (octets == 1 ? " octet)" : " octets)");
        }
    }
}
