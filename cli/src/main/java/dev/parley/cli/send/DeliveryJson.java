package dev.parley.cli.send;

import dev.parley.cli.shared.JsonObject;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.EnhancedStatus;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import java.util.Locale;
import java.util.Optional;

/** The result of a send as JSON members. */
final class DeliveryJson {
    private DeliveryJson() {}

    static JsonObject of(Delivery delivery) {
        return new JsonObject()
                .put("complete", delivery.isComplete())
                .put("uncertain", delivery.isUncertain())
                .put(
                        "recipients",
                        delivery.recipients().stream()
                                .map(DeliveryJson::recipient)
                                .toList())
                .put("reply", reply(delivery.reply()))
                .put("problem", delivery.problem())
                .put("queueId", delivery.queueId())
                .put("server", delivery.server())
                .put("tls", delivery.tls().map(DeliveryJson::tls))
                .put("octets", delivery.octets())
                .put(
                        "millis",
                        delivery.durations()
                                .envelope()
                                .plus(delivery.durations().content())
                                .plus(delivery.durations().verdict())
                                .toMillis());
    }

    /** The result when the transaction was not begun. */
    static JsonObject of(MessagingException failure) {
        return new JsonObject()
                .put("complete", false)
                .put("problem", Trace.withoutAdvice(failure.getMessage()).strip());
    }

    private static JsonObject recipient(Delivery.Recipient recipient) {
        return new JsonObject()
                .put("address", recipient.address().getAddress())
                .put("outcome", recipient.outcome().name().toLowerCase(Locale.ROOT))
                .put("reply", reply(recipient.reply()));
    }

    private static JsonObject tls(TlsReport session) {
        return new JsonObject().put("version", session.protocol()).put("cipher", session.cipher());
    }

    private static Optional<JsonObject> reply(Optional<Delivery.Reply> reply) {
        return reply.map(answer -> new JsonObject()
                .put("code", answer.code())
                .put("status", answer.status().map(EnhancedStatus::toString))
                .put("text", answer.text()));
    }
}
