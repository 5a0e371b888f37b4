package dev.parley.smtp;

import dev.parley.trace.TlsReport;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of one message, for each of its recipients.
 *
 * @param recipients in the order they were given, groups expanded
 * @param reply the reply that ended it: to the end of the content, or a refusal; empty where the link broke, or nothing
 *     was sent because recipients were refused
 * @param problem in words, where it was not a reply that ended it: an address that cannot be said, content that failed, a
 *     link that broke
 * @param queueId the name under which the server keeps the message, where its wording is known (Postfix, Exim, Sendmail,
 *     OpenSMTPD, Exchange, Gmail)
 * @param server the name that the server gave itself in its greeting
 * @param tls the facts of TLS, where the link was TLS
 * @param octets of the content that left, line ends as CRLF, without what the protocol added (RFC 1870 s5)
 */
public record Delivery(
        List<Recipient> recipients,
        Optional<Reply> reply,
        Optional<String> problem,
        Optional<String> queueId,
        String server,
        Optional<TlsReport> tls,
        long octets,
        Durations durations) {

    /** What became of the message for one recipient. */
    public enum Outcome {
        /** The server took it. */
        ACCEPTED("accepted"),
        /** Refused, and worth another try (4yz; and 552 to RCPT, RFC 5321 s4.5.3.1.10). */
        REFUSED_FOR_NOW("refused for now"),
        /** Refused for good (5yz), or not an address that can be said. */
        REFUSED("refused for good"),
        /** Nobody refused it for this recipient, but it was not sent: others were refused, or the link broke. */
        NOT_SENT("not sent"),
        /** The link broke behind the end of the content: it may have been delivered (RFC 5321 s4.5.3.2.6). */
        UNKNOWN("unknown, may have been delivered");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }
    }

    /**
     * A recipient.
     *
     * @param reply the reply that decided: to the end of the content where the message was accepted or its content
     *     refused, otherwise to the command that was refused
     */
    public record Recipient(InternetAddress address, Outcome outcome, Optional<Reply> reply) {
        @Override
        public String toString() {
            return address.getAddress() + " " + outcome.words
                    + reply.map(said -> ": " + said).orElse("");
        }
    }

    /**
     * A reply of the server (RFC 5321 s4.2).
     *
     * @param status the enhanced status code, such as {@code 5.1.1} (RFC 3463), where there is one
     * @param text all its lines as they came, joined by LF
     */
    public record Reply(int code, Optional<String> status, String text) {
        @Override
        public String toString() {
            return text.replace("\n", " / ");
        }
    }

    /**
     * Where the time went.
     *
     * @param envelope from MAIL until the content could begin
     * @param content until its end was written
     * @param verdict until the last reply to it
     */
    public record Durations(Duration envelope, Duration content, Duration verdict) {
        Duration total() {
            return envelope.plus(content).plus(verdict);
        }
    }

    /** Whether the server took the message for every recipient. */
    public boolean isComplete() {
        return problem.isEmpty() && recipients.stream().allMatch(recipient -> recipient.outcome() == Outcome.ACCEPTED);
    }

    /** Whether somebody may have got the message although no reply says so: sending again may deliver it twice. */
    public boolean isUncertain() {
        return recipients.stream().anyMatch(recipient -> recipient.outcome() == Outcome.UNKNOWN);
    }

    /** Whether the server took the message for some recipient, or may have. */
    boolean mayHaveArrived() {
        return isUncertain() || !recipients(Outcome.ACCEPTED).isEmpty();
    }

    /** The recipients with one outcome. */
    public List<Recipient> recipients(Outcome outcome) {
        return recipients.stream()
                .filter(recipient -> recipient.outcome() == outcome)
                .toList();
    }

    /** One line: for how many it was accepted, by whom, under which name, how long it took; then who did not get it. */
    @Override
    public String toString() {
        String others = recipients.stream()
                .filter(recipient -> recipient.outcome() != Outcome.ACCEPTED)
                .map(recipient -> "; " + recipient)
                .collect(Collectors.joining());
        return "accepted for %d of %d by %s%s (%d octets, %s, %d ms)%s%s"
                .formatted(
                        recipients(Outcome.ACCEPTED).size(),
                        recipients.size(),
                        server,
                        queueId.map(id -> " as " + id).orElse(""),
                        octets,
                        tls.map(TlsReport::protocol).orElse("in clear"),
                        durations.total().toMillis(),
                        others,
                        problem.map(why -> "; " + why.strip()).orElse(""));
    }
}
