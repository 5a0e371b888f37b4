package dev.parley.cli.explain;

import dev.parley.trace.Answer;
import java.util.ArrayList;
import java.util.List;

/** What the digits of a reply say, also of one that nobody knows. */
final class ReplyClass {
    private ReplyClass() {}

    /** A line for each digit that says something. */
    static List<String> of(ReplyLine reply) {
        Answer answer = reply.answer();
        List<String> lines = new ArrayList<>();
        if (reply.sieve()) {
            lines.add(answer.code() + "    " + sieve(answer.code()) + " (RFC 5804 s1.2)");
            return lines;
        }
        char first = answer.code().charAt(0);
        char second = answer.code().charAt(1);
        lines.add(first + "yz    " + completion(first) + " (RFC 5321 s4.2.1)");
        lines.add("x" + second + "z    " + category(second) + " (RFC 5321 s4.2.1)");
        answer.status()
                .ifPresent(status -> lines.add(status.charAt(0) + "." + status.split("\\.")[1] + ".z  "
                        + subject(status.split("\\.")[1]) + " (RFC 3463 s3)"));
        return lines;
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
