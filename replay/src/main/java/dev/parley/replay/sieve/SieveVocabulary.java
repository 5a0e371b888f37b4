package dev.parley.replay.sieve;

import static dev.parley.replay.sieve.SieveShape.Value.NONE;
import static dev.parley.replay.sieve.SieveShape.Value.NUMBER;
import static dev.parley.replay.sieve.SieveShape.Value.STRING;
import static dev.parley.replay.sieve.SieveShape.Value.STRINGS;
import static dev.parley.replay.sieve.SieveShape.shape;

import dev.parley.replay.sieve.SieveShape.Tag;
import dev.parley.replay.sieve.SieveShape.Tail;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The supported commands and tests: RFC 5228 with variables (5229), vacation (5230), relational (5231), imap4flags
 * (5232), subaddress (5233), reject (5429), copy (3894), body (5173) and mailbox (5490).
 */
final class SieveVocabulary {
    static final List<String> EXTENSIONS = List.of(
            "fileinto",
            "reject",
            "ereject",
            "envelope",
            "vacation",
            "imap4flags",
            "variables",
            "relational",
            "subaddress",
            "copy",
            "body",
            "mailbox",
            "comparator-i;ascii-numeric");

    /** Always supported, and may be named in {@code require} (RFC 5228 s2.7.3). */
    static final Set<String> COMPARATORS = Set.of("i;octet", "i;ascii-casemap");

    static final Set<String> RELATIONS = Set.of("gt", "ge", "lt", "le", "eq", "ne");

    private static final Tag COPY = tag(":copy", "copy", "copy");
    private static final Tag CREATE = tag(":create", "create", "mailbox");
    private static final Tag FLAGS = new Tag(":flags", "flags", STRINGS, "imap4flags");

    private static final Tag[] MATCHING = {
        new Tag(":comparator", "comparator", STRING, ""),
        tag(":is", "match type", ""),
        tag(":contains", "match type", ""),
        tag(":matches", "match type", ""),
        new Tag(":value", "match type", STRING, "relational"),
        new Tag(":count", "match type", STRING, "relational"),
    };

    private static final Tag[] ADDRESS_PART = {
        tag(":all", "address part", ""),
        tag(":localpart", "address part", ""),
        tag(":domain", "address part", ""),
        tag(":user", "address part", "subaddress"),
        tag(":detail", "address part", "subaddress"),
    };

    private static final Map<String, SieveShape> COMMANDS = byName(
            shape("require", STRINGS),
            shape("if").then(Tail.TEST_AND_BLOCK),
            shape("elsif").then(Tail.TEST_AND_BLOCK),
            shape("else").then(Tail.BLOCK),
            shape("stop"),
            shape("keep").with(FLAGS),
            shape("discard"),
            shape("redirect", STRING).with(COPY),
            shape("fileinto", STRING).from("fileinto").with(COPY, CREATE, FLAGS),
            shape("reject", STRING).from("reject"),
            shape("ereject", STRING).from("ereject"),
            shape("vacation", STRING)
                    .from("vacation")
                    .with(
                            new Tag(":days", "days", NUMBER, ""),
                            new Tag(":subject", "subject", STRING, ""),
                            new Tag(":from", "from", STRING, ""),
                            new Tag(":addresses", "addresses", STRINGS, ""),
                            new Tag(":handle", "handle", STRING, ""),
                            tag(":mime", "mime", "")),
            shape("setflag", STRING, STRINGS).firstOptional().from("imap4flags"),
            shape("addflag", STRING, STRINGS).firstOptional().from("imap4flags"),
            shape("removeflag", STRING, STRINGS).firstOptional().from("imap4flags"),
            shape("set", STRING, STRING)
                    .from("variables")
                    .with(
                            tag(":lower", "modifier of precedence 40", ""),
                            tag(":upper", "modifier of precedence 40", ""),
                            tag(":lowerfirst", "modifier of precedence 30", ""),
                            tag(":upperfirst", "modifier of precedence 30", ""),
                            tag(":quotewildcard", "modifier of precedence 20", ""),
                            tag(":length", "modifier of precedence 10", "")));

    private static final Map<String, SieveShape> TESTS = byName(
            shape("true"),
            shape("false"),
            shape("not").then(Tail.TEST),
            shape("allof").then(Tail.TESTS),
            shape("anyof").then(Tail.TESTS),
            shape("size", NUMBER).with(tag(":over", "size tag", ""), tag(":under", "size tag", "")),
            shape("exists", STRINGS),
            shape("header", STRINGS, STRINGS).with(MATCHING),
            shape("address", STRINGS, STRINGS).with(MATCHING).with(ADDRESS_PART),
            shape("envelope", STRINGS, STRINGS).from("envelope").with(MATCHING).with(ADDRESS_PART),
            shape("hasflag", STRINGS, STRINGS)
                    .firstOptional()
                    .from("imap4flags")
                    .with(MATCHING),
            shape("string", STRINGS, STRINGS).from("variables").with(MATCHING),
            shape("mailboxexists", STRINGS).from("mailbox"),
            shape("body", STRINGS)
                    .from("body")
                    .with(MATCHING)
                    .with(
                            tag(":raw", "body transform", ""),
                            new Tag(":content", "body transform", STRINGS, ""),
                            tag(":text", "body transform", "")));

    private SieveVocabulary() {}

    static SieveShape command(SieveToken name) throws ScriptError {
        return find(COMMANDS, name, "command");
    }

    static SieveShape test(SieveToken name) throws ScriptError {
        return find(TESTS, name, "test");
    }

    private static SieveShape find(Map<String, SieveShape> shapes, SieveToken name, String kind) throws ScriptError {
        SieveShape shape = shapes.get(name.key());
        if (shape == null) {
            throw name.error("unknown " + kind + " " + name.shown());
        }
        return shape;
    }

    private static Tag tag(String name, String group, String extension) {
        return new Tag(name, group, NONE, extension);
    }

    private static Map<String, SieveShape> byName(SieveShape... shapes) {
        return Arrays.stream(shapes).collect(Collectors.toUnmodifiableMap(SieveShape::name, Function.identity()));
    }
}
