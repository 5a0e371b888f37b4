package dev.parley.replay.sieve;

import dev.parley.replay.sieve.SieveShape.Tag;
import dev.parley.replay.sieve.SieveShape.Tail;
import dev.parley.replay.sieve.SieveShape.Value;
import dev.parley.replay.sieve.SieveToken.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks a script against the grammar (RFC 5228 s8.2) and the arguments of each command and test, up to the first error. */
final class SieveCheck {
    private static final int DEEPEST = 32;
    private static final String COMPARATOR = "comparator-";

    private final SieveLexer lexer;
    private final Set<String> required = new HashSet<>(Set.of(""));
    private SieveToken ahead;
    private boolean requireMayCome = true;
    private int depth;

    private record Given(Value kind, SieveToken first, List<SieveToken> strings) {}

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
        } catch (ScriptError e) {
            return Optional.of(e.getMessage());
        }
    }

    private void commands() throws ScriptError {
        String previous = "";
        while (token().is(Kind.IDENTIFIER)) {
            previous = command(previous);
        }
    }

    private String command(String previous) throws ScriptError {
        SieveToken name = take();
        SieveShape shape = SieveVocabulary.command(name);
        boolean isRequire = shape.name().equals("require");
        if (isRequire && !requireMayCome) {
            throw name.error("'require' comes before all other commands");
        }
        requireMayCome = isRequire;
        if (Set.of("elsif", "else").contains(shape.name())
                && !Set.of("if", "elsif").contains(previous)) {
            throw name.error(name.shown() + " follows neither 'if' nor 'elsif'");
        }
        List<Given> values = arguments(name, shape);
        if (isRequire) {
            for (SieveToken extension : values.get(0).strings()) {
                require(extension);
            }
        }
        if (shape.tail() == Tail.BLOCK || shape.tail() == Tail.TEST_AND_BLOCK) {
            block(name);
        } else {
            separator(';', "';' after " + name.shown());
        }
        return shape.name();
    }

    private void require(SieveToken extension) throws ScriptError {
        String name = extension.text();
        boolean standardComparator = name.startsWith(COMPARATOR)
                && SieveVocabulary.COMPARATORS.contains(name.substring(COMPARATOR.length()));
        if (!standardComparator && !SieveVocabulary.EXTENSIONS.contains(name)) {
            throw extension.error("unknown extension " + extension.shown());
        }
        required.add(name);
    }

    private void block(SieveToken name) throws ScriptError {
        separator('{', "'{' after the " + (name.key().equals("else") ? "" : "test of ") + name.shown());
        enter();
        commands();
        depth--;
        separator('}', "a command or '}'");
    }

    private void test() throws ScriptError {
        expect(token().is(Kind.IDENTIFIER), "a test");
        SieveToken name = take();
        enter();
        arguments(name, SieveVocabulary.test(name));
        depth--;
    }

    private void tests(SieveToken name) throws ScriptError {
        separator('(', "'(' after " + name.shown());
        test();
        while (token().is(',')) {
            take();
            test();
        }
        separator(')', "',' or ')' in the tests of " + name.shown());
    }

    private void enter() throws ScriptError {
        if (++depth > DEEPEST) {
            throw token().error("blocks and tests are nested more than " + DEEPEST + " deep");
        }
    }

    private List<Given> arguments(SieveToken name, SieveShape shape) throws ScriptError {
        available(name, shape.extension());
        tags(name, shape);
        List<Given> given = new ArrayList<>();
        while (token().is(Kind.NUMBER) || token().is(Kind.STRING) || token().is('[')) {
            given.add(value());
        }
        if (token().is(Kind.TAG)) {
            throw token().error("tag " + token().shown() + " comes after a value of " + name.shown());
        }
        match(name, shape, given);
        switch (shape.tail()) {
            case TEST, TEST_AND_BLOCK -> test();
            case TESTS -> tests(name);
            default -> {}
        }
        return given;
    }

    private void match(SieveToken name, SieveShape shape, List<Given> given) throws ScriptError {
        boolean leftOut = given.size() == shape.values().size() - shape.optional();
        List<Value> wanted = leftOut
                ? shape.values().subList(shape.optional(), shape.values().size())
                : shape.values();
        for (int i = 0; i < given.size(); i++) {
            SieveToken first = given.get(i).first();
            if (i == wanted.size()) {
                throw first.error(name.shown() + " takes nothing more, but here is " + first);
            }
            if (!wanted.get(i).admits(given.get(i).kind())) {
                throw first.error(name.shown() + " takes " + wanted.get(i) + " here, not " + first);
            }
        }
        if (given.size() < wanted.size()) {
            throw token().error(name.shown() + " takes " + wanted.get(given.size()) + " here, not " + token());
        }
    }

    private void tags(SieveToken name, SieveShape shape) throws ScriptError {
        Map<String, SieveToken> used = new HashMap<>();
        while (token().is(Kind.TAG)) {
            SieveToken given = take();
            Tag tag = shape.tags().get(given.key());
            if (tag == null) {
                throw given.error(name.shown() + " has no tag " + given.shown());
            }
            available(given, tag.extension());
            SieveToken earlier = used.put(tag.group(), given);
            if (earlier != null) {
                throw given.error(given.shown() + " after " + earlier.shown() + ": only one " + tag.group());
            }
            if (tag.value() != Value.NONE) {
                tagValue(given, tag);
            }
        }
        if (shape.name().equals("size") && used.isEmpty()) {
            throw token().error("'size' takes ':over' or ':under' here, not " + token());
        }
    }

    private void tagValue(SieveToken name, Tag tag) throws ScriptError {
        SieveToken first = token();
        boolean isValue = token().is(Kind.NUMBER) || token().is(Kind.STRING) || token().is('[');
        if (!isValue || !tag.value().admits(value().kind())) {
            throw first.error(name.shown() + " takes " + tag.value() + " here, not " + first);
        }
        if (tag.group().equals("comparator") && !SieveVocabulary.COMPARATORS.contains(first.text())) {
            if (!SieveVocabulary.EXTENSIONS.contains(COMPARATOR + first.text())) {
                throw first.error("unknown comparator " + first.shown());
            }
            available(first, COMPARATOR + first.text());
        }
        if (tag.extension().equals("relational") && !SieveVocabulary.RELATIONS.contains(first.text())) {
            throw first.error(name.shown() + " takes gt, ge, lt, le, eq or ne, not " + first.shown());
        }
    }

    private void available(SieveToken name, String extension) throws ScriptError {
        if (!required.contains(extension)) {
            throw name.error(name.shown() + " is used without require \"" + extension + "\"");
        }
    }

    private Given value() throws ScriptError {
        SieveToken first = take();
        if (first.is(Kind.NUMBER)) {
            return new Given(Value.NUMBER, first, List.of());
        }
        if (first.is(Kind.STRING)) {
            return new Given(Value.STRING, first, List.of(first));
        }
        List<SieveToken> strings = new ArrayList<>();
        strings.add(string());
        while (token().is(',')) {
            take();
            strings.add(string());
        }
        separator(']', "',' or ']' in the list of strings");
        return new Given(Value.STRINGS, first, strings);
    }

    private SieveToken string() throws ScriptError {
        expect(token().is(Kind.STRING), "a string");
        return take();
    }

    private void separator(char separator, String wanted) throws ScriptError {
        expect(token().is(separator), wanted);
        take();
    }

    private void expect(boolean found, String wanted) throws ScriptError {
        if (!found) {
            throw token().error("expected " + wanted + " but found " + token());
        }
    }

    private SieveToken take() throws ScriptError {
        SieveToken taken = token();
        ahead = null;
        return taken;
    }

    private SieveToken token() throws ScriptError {
        if (ahead == null) {
            ahead = lexer.next();
        }
        return ahead;
    }
}
