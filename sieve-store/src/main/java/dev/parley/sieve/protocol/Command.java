package dev.parley.sieve.protocol;

import dev.parley.sasl.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command of the client (RFC 5804 s2). {@code toString} is the text that may be shown. */
public final class Command {
    private static final byte[] END = {'\r', '\n'};

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

    /** RFC 5804 s2.1. @param initialResponse null: none */
    public static Command authenticate(String mechanism, Secret initialResponse) {
        Argument name = new Argument.Words(mechanism);
        return new Command(
                "AUTHENTICATE",
                initialResponse == null ? List.of(name) : List.of(name, new Argument.Hidden(initialResponse.base64())));
    }

    /** An answer to a challenge of AUTHENTICATE. */
    public static Command answer(Secret secret) {
        return new Command("", List.of(new Argument.Hidden(secret.base64())));
    }

    /** Instead of an answer: ends AUTHENTICATE without a login. */
    public static Command cancel() {
        return new Command("", List.of(new Argument.Words("*")));
    }

    /** RFC 5804 s2.4. */
    public static Command capability() {
        return new Command("CAPABILITY", List.of());
    }

    /** RFC 5804 s2.13: the server repeats the tag in its response. */
    public static Command noop(String tag) {
        return new Command("NOOP", List.of(new Argument.Words(tag)));
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
        return new Command("HAVESPACE", List.of(words(name), new Argument.Count(octets)));
    }

    /** RFC 5804 s2.6: creates the script, or replaces it; so many octets follow. */
    public static Command putScript(ScriptName name, long octets) {
        return new Command("PUTSCRIPT", List.of(words(name), new Argument.Script(octets)));
    }

    /** RFC 5804 s2.12: checks a script and does not store it; so many octets follow. */
    public static Command checkScript(long octets) {
        return new Command("CHECKSCRIPT", List.of(new Argument.Script(octets)));
    }

    /** RFC 5804 s2.8. */
    public static Command setActive(ScriptName name) {
        return new Command("SETACTIVE", List.of(words(name)));
    }

    /** RFC 5804 s2.8: the empty name deactivates whatever is active. */
    public static Command deactivate() {
        return new Command("SETACTIVE", List.of(new Argument.Words("")));
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
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Hidden hidden) {
                return hidden.base64();
            }
        }
        return null;
    }

    /** The octets with the line end; where the command {@link #carriesScript}, those before the script. */
    public byte[] wire() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(verb.getBytes(StandardCharsets.US_ASCII));
        for (Argument argument : arguments) {
            if (wire.size() > 0) {
                wire.write(' ');
            }
            wire.writeBytes(argument.wire());
        }
        if (!carriesScript()) {
            wire.writeBytes(END);
        }
        return wire.toByteArray();
    }

    /** Whether a script and {@link #end} follow {@link #wire}. */
    public boolean carriesScript() {
        return !arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof Argument.Script;
    }

    /** The end of a command. */
    public static byte[] end() {
        return END.clone();
    }

    /** Whether a server that rejects the command may run the octets of a literal in it as commands. */
    public boolean carriesLiteral() {
        for (Argument argument : arguments) {
            if (argument.isLiteral()) {
                return true;
            }
        }
        return false;
    }

    /** The command with its names, for an error message. */
    public String subject() {
        StringBuilder subject = new StringBuilder(verb);
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Words words) {
                subject.append(" \"").append(words.text()).append('"');
            } else if (argument instanceof Argument.Count) {
                subject.append(' ').append(argument);
            }
        }
        return subject.toString().strip();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(verb);
        for (Argument argument : arguments) {
            text.append(' ').append(argument);
        }
        return text.toString().strip();
    }

    private static Argument words(ScriptName name) {
        return new Argument.Words(name.text());
    }
}
