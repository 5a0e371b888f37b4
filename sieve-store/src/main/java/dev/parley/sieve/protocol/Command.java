package dev.parley.sieve.protocol;

import dev.parley.sasl.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the client says (RFC 5804 s2). {@code toString} is the text that may be shown. */
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

    /** RFC 5804 s2.1. */
    public static Command authenticate(String mechanism, Optional<Secret> initialResponse) {
        Argument name = new Argument.Words(mechanism);
        return new Command(
                "AUTHENTICATE",
                initialResponse
                        .map(response -> List.of(name, new Argument.Hidden(response.base64())))
                        .orElse(List.of(name)));
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

    /** RFC 5804 s2.12: only says what is wrong with a script; so many octets follow. */
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

    /** The command's name; empty for an answer to a challenge. */
    public String verb() {
        return verb;
    }

    /** What of it is shown only as a number of octets. */
    public Optional<Secret> secret() {
        return arguments.stream()
                .filter(Argument.Hidden.class::isInstance)
                .map(argument -> ((Argument.Hidden) argument).base64())
                .findFirst();
    }

    /** All the octets, the line end included; of a command that {@link #carriesScript}, those before the script. */
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

    /** Whether a script and {@link #end} follow behind {@link #wire}. */
    public boolean carriesScript() {
        return !arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof Argument.Script;
    }

    /** What ends a command. */
    public static byte[] end() {
        return END.clone();
    }

    /** Whether a server that refuses the command may run the octets of a literal in it as commands. */
    public boolean carriesLiteral() {
        return arguments.stream().anyMatch(Argument::isLiteral);
    }

    /** The command with the names it is about, as an error message says it. */
    public String subject() {
        return (verb + " "
                        + arguments.stream()
                                .filter(argument ->
                                        argument instanceof Argument.Words || argument instanceof Argument.Count)
                                .map(argument -> argument instanceof Argument.Words words
                                        ? '"' + words.text() + '"'
                                        : argument.toString())
                                .collect(Collectors.joining(" ")))
                .strip();
    }

    @Override
    public String toString() {
        return (verb + " " + arguments.stream().map(Argument::toString).collect(Collectors.joining(" "))).strip();
    }

    private static Argument words(ScriptName name) {
        return new Argument.Words(name.text());
    }
}
