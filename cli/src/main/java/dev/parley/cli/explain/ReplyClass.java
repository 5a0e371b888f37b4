package dev.parley.cli.explain;

import dev.parley.trace.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a part of a reply says, also of a reply that nobody knows.
 *
 * @param part with letters for the digits that have no part in it: {@code x3z}
 */
record ReplyClass(String part, String meaning, String source) {
    /** One for each part that says something. */
    static List<ReplyClass> of(ReplyLine reply) {
        Answer answer = reply.answer();
        if (reply.sieve()) {
            return List.of(new ReplyClass(answer.code(), sieve(answer.code()), "RFC 5804 s1.2"));
        }
        char first = answer.code().charAt(0);
        char second = answer.code().charAt(1);
        Optional<ReplyClass> status = answer.status().map(ReplyClass::status);
        return Stream.concat(
                        Stream.of(
                                new ReplyClass(first + "yz", completion(first), "RFC 5321 s4.2.1"),
                                new ReplyClass("x" + second + "z", category(second), "RFC 5321 s4.2.1")),
                        status.stream())
                .toList();
    }

    String line() {
        return "%-5s  %s (%s)".formatted(part, meaning, source);
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("part", part);
        facts.put("meaning", meaning);
        facts.put("source", source);
        return facts;
    }

    private static ReplyClass status(String status) {
        String[] parts = status.split("\\.");
        return new ReplyClass(parts[0] + "." + parts[1] + ".z", subject(parts[1]), "RFC 3463 s3");
    }

    private static String sieve(String code) {
        return switch (code) {
            case "OK" -> "it is done";
            case "NO" -> "it is refused, and the dialog goes on";
            default -> "the server ends the dialog";
        };
    }

    private static String completion(char first) {
        return switch (first) {
            case '2' -> "it is done";
            case '3' -> "the server waits for more";
            case '4' -> "a refusal for now: the same may be accepted later";
            default -> "a refusal for good: the same again gets the same answer";
        };
    }

    private static String category(char second) {
        return switch (second) {
            case '0' -> "about syntax, or what the server does not do";
            case '1' -> "information";
            case '2' -> "about the connection";
            case '5' -> "about the mail system's state: mailboxes, room, policy";
            default -> "a category that RFC 5321 leaves open; extensions such as AUTH use it";
        };
    }

    private static String subject(String subject) {
        return switch (subject) {
            case "1" -> "about an address";
            case "2" -> "about a mailbox";
            case "3" -> "about the mail system";
            case "4" -> "about network and routing";
            case "5" -> "about the dialog's own rules";
            case "6" -> "about the message's content";
            case "7" -> "about security or a policy";
            default -> "about nothing in particular";
        };
    }
}
