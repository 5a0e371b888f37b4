package dev.parley.smtp;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The services that a message requests of the server, each by an SMTP extension. An {@link SmtpMessage} has them; properties
 * set them for all messages of a Session. What is set here overrides the property.
 *
 * <p>A request is sent only to a server that announces the extension. For another server, the message is not sent, and the
 * exception names the extension.
 *
 * <pre>{@code
 * SmtpMessage message = new SmtpMessage(session);
 * message.setSendOptions(SendOptions.builder()
 *         .requireTls()
 *         .deliverBy(DeliverBy.orReturn(Duration.ofHours(1)))
 *         .build());
 * }</pre>
 */
public final class SendOptions {
    /** No request. */
    public static final SendOptions NONE = builder().build();

    private final boolean requireTls;
    private final boolean perRecipientReplies;
    private final @Nullable Integer priority; // null: not requested; so are the others
    private final @Nullable DeliverBy deliverBy;
    private final @Nullable FutureRelease release;
    private final @Nullable ValidSince validSince;

    private SendOptions(Builder builder) {
        this.requireTls = builder.requireTls;
        this.perRecipientReplies = builder.perRecipientReplies;
        this.priority = builder.priority;
        this.deliverBy = builder.deliverBy;
        this.release = builder.release;
        this.validSince = builder.validSince;
    }

    /** Returns a builder without a request. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether every server on the way must use TLS with a verified certificate. */
    public boolean requiresTls() {
        return requireTls;
    }

    /** Whether the server replies to the content with one reply for each recipient. */
    public boolean wantsPerRecipientReplies() {
        return perRecipientReplies;
    }

    /** The priority of the message, from -9 to 9; empty where none is requested. */
    public OptionalInt priority() {
        return priority == null ? OptionalInt.empty() : OptionalInt.of(priority);
    }

    /** The time within which the message is delivered. */
    public Optional<DeliverBy> deliverBy() {
        return Optional.ofNullable(deliverBy);
    }

    /** The time before which the message is not delivered. */
    public Optional<FutureRelease> release() {
        return Optional.ofNullable(release);
    }

    /** The time since which the recipients must have owned their mailboxes. */
    public Optional<ValidSince> validSince() {
        return Optional.ofNullable(validSince);
    }

    /** These requests, and those of the defaults that are not among them. */
    public SendOptions orElse(SendOptions defaults) {
        Builder both = builder();
        both.requireTls = requireTls || defaults.requireTls;
        both.perRecipientReplies = perRecipientReplies || defaults.perRecipientReplies;
        both.priority = priority == null ? defaults.priority : priority;
        both.deliverBy = deliverBy == null ? defaults.deliverBy : deliverBy;
        both.release = release == null ? defaults.release : release;
        both.validSince = validSince == null ? defaults.validSince : validSince;
        return both.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SendOptions options
                && requireTls == options.requireTls
                && perRecipientReplies == options.perRecipientReplies
                && Objects.equals(priority, options.priority)
                && Objects.equals(deliverBy, options.deliverBy)
                && Objects.equals(release, options.release)
                && Objects.equals(validSince, options.validSince);
    }

    @Override
    public int hashCode() {
        return Objects.hash(requireTls, perRecipientReplies, priority, deliverBy, release, validSince);
    }

    /** Returns the requests as parameters of SMTP. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(requireTls ? " REQUIRETLS" : "");
        text.append(deliverBy == null ? "" : " BY=" + deliverBy);
        text.append(release == null ? "" : " " + release);
        text.append(priority == null ? "" : " MT-PRIORITY=" + priority);
        text.append(validSince == null ? "" : " RRVS=" + validSince);
        text.append(perRecipientReplies ? " PRDR" : "");
        return text.toString().strip();
    }

    /** Builds {@link SendOptions}. */
    public static final class Builder {
        private static final int HIGHEST_PRIORITY = 9;

        private boolean requireTls;
        private boolean perRecipientReplies;
        private @Nullable Integer priority; // null: not requested; so are the others
        private @Nullable DeliverBy deliverBy;
        private @Nullable FutureRelease release;
        private @Nullable ValidSince validSince;

        private Builder() {}

        /**
         * Requests that every server on the way uses TLS with a verified certificate, or returns the message (REQUIRETLS, RFC
         * 8689). The connection to the first one must be so, too; the property {@code mail.smtp.requiretls} requests the same.
         */
        public Builder requireTls() {
            requireTls = true;
            return this;
        }

        /** Requests delivery within a time (DELIVERBY, RFC 2852); the property is {@code mail.smtp.deliverby}. */
        public Builder deliverBy(DeliverBy by) {
            deliverBy = by;
            return this;
        }

        /**
         * Requests that the submission server holds the message (FUTURERELEASE, RFC 4865); the properties are
         * {@code mail.smtp.holdfor} and {@code mail.smtp.holduntil}.
         */
        public Builder release(FutureRelease later) {
            release = later;
            return this;
        }

        /**
         * Requests a priority among the messages of the server (MT-PRIORITY, RFC 6710); the property is
         * {@code mail.smtp.mtpriority}. Servers allow a priority above 0 only to authorized users.
         *
         * @param priority from -9 to 9; 0 is that of other messages
         * @throws IllegalArgumentException when it is another
         */
        public Builder priority(int priority) {
            if (Math.abs((long) priority) > HIGHEST_PRIORITY) {
                throw new IllegalArgumentException("the priority " + priority + " is not from -9 to 9 (RFC 6710 s3)");
            }
            this.priority = priority;
            return this;
        }

        /**
         * Requests delivery only to the owners of mailboxes since a time (RRVS, RFC 7293), for all recipients of the message;
         * the property is {@code mail.smtp.rrvs}.
         */
        public Builder validSince(ValidSince since) {
            validSince = since;
            return this;
        }

        /**
         * Requests a reply for each recipient after the content, as LMTP has it (PRDR): a server may reject the content for
         * some of them. The property is {@code mail.smtp.prdr}. A message with one recipient needs no extension for it.
         */
        public Builder perRecipientReplies() {
            perRecipientReplies = true;
            return this;
        }

        /** Returns the options. */
        public SendOptions build() {
            return new SendOptions(this);
        }
    }
}
