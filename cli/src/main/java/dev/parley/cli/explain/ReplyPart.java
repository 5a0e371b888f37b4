package dev.parley.cli.explain;

import dev.parley.cli.shared.JsonObject;
import dev.parley.trace.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * The meaning of one part of a reply, which every reply has.
 *
 * @param part the code with letters for the other digits: {@code x3z}
 */
record ReplyPart(String part, String meaning, String source) {
    /** One for each part that has a meaning. */
    static List<ReplyPart> of(TypedReply reply) {
        Answer answer = reply.answer();
        if (reply.sieve()) {
            return List.of(new ReplyPart(answer.code(), sieve(answer.code()), "RFC 5804 s1.2"));
        }
        char first = answer.code().charAt(0);
        char second = answer.code().charAt(1);
        List<ReplyPart> parts = new ArrayList<>();
        parts.add(new ReplyPart(first + "yz", completion(first), "RFC 5321 s4.2.1"));
        parts.add(new ReplyPart("x" + second + "z", category(second), "RFC 5321 s4.2.1"));
        answer.status().ifPresent(status -> parts.add(status(status)));
        return parts;
    }

    String line() {
        return "%-5s  %s (%s)".formatted(part, meaning, source);
    }

    JsonObject json() {
        return new JsonObject().put("part", part).put("meaning", meaning).put("source", source);
    }

    private static ReplyPart status(String status) {
        String[] parts = status.split("\\.");
        return new ReplyPart(parts[0] + "." + parts[1] + ".z", subject(parts[1]), "RFC 3463 s3");
    }

    private static String sieve(String code) {
        return switch (code) {
            case "OK" -> "success";
            case "NO" -> "rejection; the connection stays open";
            default -> "the server closes the connection";
        };
    }

    private static String completion(char first) {
        return switch (first) {
            case '2' -> "success";
            case '3' -> "the server waits for more input";
            case '4' -> "transient rejection: the same command can succeed later";
            default -> "permanent rejection: the same command will be rejected again";
        };
    }

    private static String category(char second) {
        return switch (second) {
            case '0' -> "syntax, or an unsupported command";
            case '1' -> "information";
            case '2' -> "connection";
            case '5' -> "state of the mail system: mailboxes, storage, policy";
            default -> "not specified by RFC 5321; used by extensions such as AUTH";
        };
    }

    private static String subject(String subject) {
        return switch (subject) {
            case "1" -> "address";
            case "2" -> "mailbox";
            case "3" -> "mail system";
            case "4" -> "network and routing";
            case "5" -> "mail delivery protocol";
            case "6" -> "content of the message";
            case "7" -> "security or policy";
            default -> "other or undefined";
        };
    }
}
