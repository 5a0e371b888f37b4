package dev.parley.cli.send;

import dev.parley.smtp.Delivery;
import dev.parley.trace.TlsReport;
import jakarta.mail.MessagingException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The result of a send as JSON members. */
final class DeliveryFacts {
    private DeliveryFacts() {}

    static Map<String, Object> of(Delivery delivery) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("complete", delivery.isComplete());
        facts.put("uncertain", delivery.isUncertain());
        facts.put(
                "recipients",
                delivery.recipients().stream().map(DeliveryFacts::recipient).toList());
        facts.put("reply", reply(delivery.reply()));
        facts.put("problem", delivery.problem());
        facts.put("queueId", delivery.queueId());
        facts.put("server", delivery.server());
        facts.put("tls", delivery.tls().map(DeliveryFacts::tls));
        facts.put("octets", delivery.octets());
        facts.put(
                "millis",
                delivery.durations()
                        .envelope()
                        .plus(delivery.durations().content())
                        .plus(delivery.durations().verdict())
                        .toMillis());
        return facts;
    }

    /** The result when the transaction was not begun. */
    static Map<String, Object> of(MessagingException failure) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("complete", false);
        facts.put("problem", failure.getMessage().strip());
        return facts;
    }

    private static Map<String, Object> recipient(Delivery.Recipient recipient) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", recipient.address().getAddress());
        facts.put("outcome", recipient.outcome().name().toLowerCase(Locale.ROOT));
        facts.put("reply", reply(recipient.reply()));
        return facts;
    }

    private static Map<String, Object> tls(TlsReport session) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", session.protocol());
        facts.put("cipher", session.cipher());
        return facts;
    }

    private static Optional<Map<String, Object>> reply(Optional<Delivery.Reply> said) {
        return said.map(reply -> {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("code", reply.code());
            facts.put("status", reply.status());
            facts.put("text", reply.text());
            return facts;
        });
    }
}
