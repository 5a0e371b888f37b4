package dev.parley.replay.sieve;

import static dev.parley.replay.sieve.SieveSignature.Value.NONE;
import static dev.parley.replay.sieve.SieveSignature.Value.NUMBER;
import static dev.parley.replay.sieve.SieveSignature.Value.STRING;
import static dev.parley.replay.sieve.SieveSignature.Value.STRINGS;
import static dev.parley.replay.sieve.SieveSignature.signature;

import dev.parley.replay.sieve.SieveSignature.Tag;
import dev.parley.replay.sieve.SieveSignature.Tail;
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
    static final List<String> EXTENSIONS = List.of(("fileinto reject ereject envelope vacation imap4flags variables"
                    + " relational subaddress copy body mailbox comparator-i;ascii-numeric")
            .split(" "));
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

    private static final Map<String, SieveSignature> COMMANDS = byName(
            signature("require", STRINGS),
            signature("if").then(Tail.TEST_AND_BLOCK),
            signature("elsif").then(Tail.TEST_AND_BLOCK),
            signature("else").then(Tail.BLOCK),
            signature("stop"),
            signature("keep").with(FLAGS),
            signature("discard"),
            signature("redirect", STRING).with(COPY),
            signature("fileinto", STRING).from("fileinto").with(COPY, CREATE, FLAGS),
            signature("reject", STRING).from("reject"),
            signature("ereject", STRING).from("ereject"),
            signature("vacation", STRING)
                    .from("vacation")
                    .with(
                            new Tag(":days", "days", NUMBER, ""),
                            new Tag(":subject", "subject", STRING, ""),
                            new Tag(":from", "from", STRING, ""),
                            new Tag(":addresses", "addresses", STRINGS, ""),
                            new Tag(":handle", "handle", STRING, ""),
                            tag(":mime", "mime", "")),
            signature("setflag", STRING, STRINGS).firstOptional().from("imap4flags"),
            signature("addflag", STRING, STRINGS).firstOptional().from("imap4flags"),
            signature("removeflag", STRING, STRINGS).firstOptional().from("imap4flags"),
            signature("set", STRING, STRING)
                    .from("variables")
                    .with(
                            tag(":lower", "modifier of precedence 40", ""),
                            tag(":upper", "modifier of precedence 40", ""),
                            tag(":lowerfirst", "modifier of precedence 30", ""),
                            tag(":upperfirst", "modifier of precedence 30", ""),
                            tag(":quotewildcard", "modifier of precedence 20", ""),
                            tag(":length", "modifier of precedence 10", "")));

    private static final Map<String, SieveSignature> TESTS = byName(
            signature("true"),
            signature("false"),
            signature("not").then(Tail.TEST),
            signature("allof").then(Tail.TESTS),
            signature("anyof").then(Tail.TESTS),
            signature("size", NUMBER).with(tag(":over", "size tag", ""), tag(":under", "size tag", "")),
            signature("exists", STRINGS),
            signature("header", STRINGS, STRINGS).with(MATCHING),
            signature("address", STRINGS, STRINGS).with(MATCHING).with(ADDRESS_PART),
            signature("envelope", STRINGS, STRINGS)
                    .from("envelope")
                    .with(MATCHING)
                    .with(ADDRESS_PART),
            signature("hasflag", STRINGS, STRINGS)
                    .firstOptional()
                    .from("imap4flags")
                    .with(MATCHING),
            signature("string", STRINGS, STRINGS).from("variables").with(MATCHING),
            signature("mailboxexists", STRINGS).from("mailbox"),
            signature("body", STRINGS)
                    .from("body")
                    .with(MATCHING)
                    .with(
                            tag(":raw", "body transform", ""),
                            new Tag(":content", "body transform", STRINGS, ""),
                            tag(":text", "body transform", "")));

    private SieveVocabulary() {}

    static SieveSignature command(SieveToken name) throws ScriptException {
        return find(COMMANDS, name, "command");
    }

    static SieveSignature test(SieveToken name) throws ScriptException {
        return find(TESTS, name, "test");
    }

    private static SieveSignature find(Map<String, SieveSignature> signatures, SieveToken name, String kind)
            throws ScriptException {
        SieveSignature signature = signatures.get(name.key());
        if (signature == null) {
            throw name.error("unknown " + kind + " " + name.quoted());
        }
        return signature;
    }

    private static Tag tag(String name, String group, String extension) {
        return new Tag(name, group, NONE, extension);
    }

    private static Map<String, SieveSignature> byName(SieveSignature... signatures) {
        return Arrays.stream(signatures)
                .collect(Collectors.toUnmodifiableMap(SieveSignature::name, Function.identity()));
    }
}
