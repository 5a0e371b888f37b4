package dev.parley.replay.sieve;

import dev.parley.replay.sieve.SieveSignature.Tag;
import dev.parley.replay.sieve.SieveSignature.Tail;
import dev.parley.replay.sieve.SieveSignature.Value;
import dev.parley.replay.sieve.SieveToken.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a script against the grammar (RFC 5228 s8.2) and the arguments of each command and test, up to the first error. */
final class SieveCheck {
    private static final int MAX_DEPTH = 32;
    private static final String COMPARATOR = "comparator-";

    private final SieveLexer lexer;
    private final Set<String> required = new HashSet<>(Set.of(""));
    private @Nullable SieveToken ahead;
    private boolean requireIsAllowed = true;
    private int depth;

    private record ArgumentValue(Value kind, SieveToken first, List<SieveToken> strings) {}

    private SieveCheck(byte[] script) {
        lexer = new SieveLexer(script);
    }

    /** The error as {@code line N: error: text}. */
    static Optional<String> firstError(byte[] script) {
        try {
            SieveCheck check = new SieveCheck(script);
            check.commands();
            check.expect(check.token().is(Kind.END), "a command");
            return Optional.empty();
        } catch (ScriptException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void commands() throws ScriptException {
        String previous = "";
        while (token().is(Kind.IDENTIFIER)) {
            previous = command(previous);
        }
    }

    private String command(String previous) throws ScriptException {
        SieveToken name = take();
        SieveSignature signature = SieveVocabulary.command(name);
        boolean isRequire = signature.name().equals("require");
        if (isRequire && !requireIsAllowed) {
            throw name.error("'require' comes before all other commands");
        }
        requireIsAllowed = isRequire;
        if (Set.of("elsif", "else").contains(signature.name())
                && !Set.of("if", "elsif").contains(previous)) {
            throw name.error(name.quoted() + " follows neither 'if' nor 'elsif'");
        }
        List<ArgumentValue> values = arguments(name, signature);
        if (isRequire) {
            for (SieveToken extension : values.get(0).strings()) {
                require(extension);
            }
        }
        if (signature.tail() == Tail.BLOCK || signature.tail() == Tail.TEST_AND_BLOCK) {
            block(name);
        } else {
            separator(';', "';' after " + name.quoted());
        }
        return signature.name();
    }

    private void require(SieveToken extension) throws ScriptException {
        String name = extension.text();
        boolean standardComparator = name.startsWith(COMPARATOR)
                && SieveVocabulary.COMPARATORS.contains(name.substring(COMPARATOR.length()));
        if (!standardComparator && !SieveVocabulary.EXTENSIONS.contains(name)) {
            throw extension.error("unknown extension " + extension.quoted());
        }
        required.add(name);
    }

    private void block(SieveToken name) throws ScriptException {
        separator('{', "'{' after the " + (name.key().equals("else") ? "" : "test of ") + name.quoted());
        enter();
        commands();
        depth--;
        separator('}', "a command or '}'");
    }

    private void test() throws ScriptException {
        expect(token().is(Kind.IDENTIFIER), "a test");
        SieveToken name = take();
        enter();
        arguments(name, SieveVocabulary.test(name));
        depth--;
    }

    private void tests(SieveToken name) throws ScriptException {
        separator('(', "'(' after " + name.quoted());
        test();
        while (token().is(',')) {
            take();
            test();
        }
        separator(')', "',' or ')' in the tests of " + name.quoted());
    }

    private void enter() throws ScriptException {
        if (++depth > MAX_DEPTH) {
            throw token().error("blocks and tests are nested more than " + MAX_DEPTH + " deep");
        }
    }

    private List<ArgumentValue> arguments(SieveToken name, SieveSignature signature) throws ScriptException {
        requireExtension(name, signature.extension());
        tags(name, signature);
        List<ArgumentValue> given = new ArrayList<>();
        while (token().is(Kind.NUMBER) || token().is(Kind.STRING) || token().is('[')) {
            given.add(value());
        }
        if (token().is(Kind.TAG)) {
            throw token().error("tag " + token().quoted() + " comes after a value of " + name.quoted());
        }
        checkValues(name, signature, given);
        switch (signature.tail()) {
            case TEST, TEST_AND_BLOCK -> test();
            case TESTS -> tests(name);
            default -> {}
        }
        return given;
    }

    private void checkValues(SieveToken name, SieveSignature signature, List<ArgumentValue> given)
            throws ScriptException {
        boolean omitted = given.size() == signature.values().size() - signature.optional();
        List<Value> wanted = omitted
                ? signature
                        .values()
                        .subList(signature.optional(), signature.values().size())
                : signature.values();
        for (int i = 0; i < given.size(); i++) {
            SieveToken first = given.get(i).first();
            if (i == wanted.size()) {
                throw first.error(name.quoted() + " takes nothing more, but here is " + first);
            }
            if (!wanted.get(i).accepts(given.get(i).kind())) {
                throw first.error(name.quoted() + " takes " + wanted.get(i) + " here, not " + first);
            }
        }
        if (given.size() < wanted.size()) {
            throw token().error(name.quoted() + " takes " + wanted.get(given.size()) + " here, not " + token());
        }
    }

    private void tags(SieveToken name, SieveSignature signature) throws ScriptException {
        Map<String, SieveToken> used = new HashMap<>();
        while (token().is(Kind.TAG)) {
            SieveToken given = take();
            Tag tag = signature.tags().get(given.key());
            if (tag == null) {
                throw given.error(name.quoted() + " has no tag " + given.quoted());
            }
            requireExtension(given, tag.extension());
            SieveToken earlier = used.put(tag.group(), given);
            if (earlier != null) {
                throw given.error(given.quoted() + " after " + earlier.quoted() + ": only one " + tag.group());
            }
            if (tag.value() != Value.NONE) {
                tagValue(given, tag);
            }
        }
        if (signature.name().equals("size") && used.isEmpty()) {
            throw token().error("'size' takes ':over' or ':under' here, not " + token());
        }
    }

    private void tagValue(SieveToken name, Tag tag) throws ScriptException {
        SieveToken first = token();
        boolean isValue = token().is(Kind.NUMBER) || token().is(Kind.STRING) || token().is('[');
        if (!isValue || !tag.value().accepts(value().kind())) {
            throw first.error(name.quoted() + " takes " + tag.value() + " here, not " + first);
        }
        if (tag.group().equals("comparator") && !SieveVocabulary.COMPARATORS.contains(first.text())) {
            if (!SieveVocabulary.EXTENSIONS.contains(COMPARATOR + first.text())) {
                throw first.error("unknown comparator " + first.quoted());
            }
            requireExtension(first, COMPARATOR + first.text());
        }
        if (tag.extension().equals("relational") && !SieveVocabulary.RELATIONS.contains(first.text())) {
            throw first.error(name.quoted() + " takes gt, ge, lt, le, eq or ne, not " + first.quoted());
        }
    }

    private void requireExtension(SieveToken name, String extension) throws ScriptException {
        if (!required.contains(extension)) {
            throw name.error(name.quoted() + " is used without require \"" + extension + "\"");
        }
    }

    private ArgumentValue value() throws ScriptException {
        SieveToken first = take();
        if (first.is(Kind.NUMBER)) {
            return new ArgumentValue(Value.NUMBER, first, List.of());
        }
        if (first.is(Kind.STRING)) {
            return new ArgumentValue(Value.STRING, first, List.of(first));
        }
        List<SieveToken> strings = new ArrayList<>();
        strings.add(string());
        while (token().is(',')) {
            take();
            strings.add(string());
        }
        separator(']', "',' or ']' in the list of strings");
        return new ArgumentValue(Value.STRINGS, first, strings);
    }

    private SieveToken string() throws ScriptException {
        expect(token().is(Kind.STRING), "a string");
        return take();
    }

    private void separator(char separator, String wanted) throws ScriptException {
        expect(token().is(separator), wanted);
        take();
    }

    private void expect(boolean found, String wanted) throws ScriptException {
        if (!found) {
            throw token().error("expected " + wanted + " but found " + token());
        }
    }

    private SieveToken take() throws ScriptException {
        SieveToken taken = token();
        ahead = null;
        return taken;
    }

    private SieveToken token() throws ScriptException {
        if (ahead == null) {
            ahead = lexer.next();
        }
        return ahead;
    }
}
