package dev.parley.smtp.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What a server said it can do, RFC 5321 s4.1.1.1: every keyword, in its order. */
public record Capabilities(List<Capability> all) {
    /** Of a server that said HELO, or has not been asked yet. */
    public static final Capabilities NONE = new Capabilities(List.of());

    public static Capabilities of(Reply ehlo) {
        return new Capabilities(ehlo.lines().stream()
                .skip(1)
                .map(Reply::text)
                .map(Capability::of)
                .toList());
    }

    /** The same without some keywords. */
    public Capabilities without(List<String> keywords) {
        return new Capabilities(all.stream()
                .filter(capability -> keywords.stream().noneMatch(capability.keyword()::equalsIgnoreCase))
                .toList());
    }

    /** A line each, as a trace shows them. */
    public List<String> lines() {
        return all.stream().map(Capability::toString).toList();
    }

    public boolean has(String keyword) {
        return parameters(keyword).isPresent();
    }

    /** What follows a keyword, of its last line when there are several; empty text when nothing does. */
    public Optional<String> parameters(String keyword) {
        return all.stream()
                .filter(capability -> capability.keyword().equalsIgnoreCase(keyword))
                .map(Capability::parameters)
                .reduce((first, last) -> last);
    }

    /** A number of the LIMITS line (RFC 9422 s3). */
    public OptionalInt limit(String name) {
        return parameters("LIMITS").stream()
                .flatMap(line -> Arrays.stream(line.split(" +")))
                .filter(word -> word.regionMatches(true, 0, name + "=", 0, name.length() + 1))
                .map(word -> word.substring(name.length() + 1))
                .filter(digits -> digits.matches("[1-9][0-9]{0,8}"))
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    /** The SASL mechanisms, also of servers that spell it {@code AUTH=}. */
    public List<String> mechanisms() {
        return all.stream()
                .flatMap(Capabilities::authWords)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    /** Whether there is a line for logins, be it without a mechanism. */
    public boolean announcesAuth() {
        return all.stream().anyMatch(Capabilities::isAuth);
    }

    private static boolean isAuth(Capability capability) {
        return capability.keyword().equalsIgnoreCase("AUTH")
                || capability.toString().regionMatches(true, 0, "AUTH=", 0, 5);
    }

    private static Stream<String> authWords(Capability capability) {
        String line = capability.toString();
        return isAuth(capability)
                ? Arrays.stream(line.substring(Math.min(5, line.length())).split(" +"))
                : Stream.empty();
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
