package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** MAIL, which says of the content what the server must know before it comes. */
final class Declaration {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Envelope envelope;
    private final Capabilities offered;
    private boolean international;

    Declaration(Envelope envelope, Capabilities offered) {
        this.envelope = envelope;
        this.offered = offered;
    }

    /**
     * RFC 1870 s6 lets the client estimate the size. What is known of a content that is still being rendered is no more
     * than it will have: a server's limit below that is below the content, too.
     *
     * @param size the octets of the content, where they are counted
     * @throws UnsendableException when the server has said that it does not take so many
     */
    Command.Mail mail(Content content, OptionalLong size) throws UnsendableException {
        List<String> parameters = new ArrayList<>();
        international = content.isInternational() || !envelope.isAscii();
        if (international) {
            parameters.add("SMTPUTF8");
        }
        if (content.isBinary()) {
            parameters.add("BODY=BINARYMIME");
        } else if (offered.has("8BITMIME") && (content.isEightBit() || content.isInternational() || size.isEmpty())) {
            parameters.add("BODY=8BITMIME");
        }
        if (offered.has("SIZE")) {
            OptionalLong said = size.isPresent() ? size : content.leastSize();
            if (said.isPresent()) {
                parameters.add("SIZE=" + withinLimit(said.getAsLong(), size.isPresent()));
            }
        }
        parameters.addAll(envelope.parameters());
        content.mailSaid();
        return new Command.Mail(envelope.sender(), parameters);
    }

    /** Why MAIL says SMTPUTF8, where it does. */
    Optional<String> international() {
        if (!international) {
            return Optional.empty();
        }
        return Optional.of(envelope.isAscii() ? "a header field is not ASCII" : "an address is not ASCII");
    }

    /** A header field deep in a long message may come too late for MAIL to say what it needs. */
    void requireSaid(Content content) throws UnsendableException {
        if (content.isInternational() && !international) {
            throw new UnsendableException(
                    "a header field of a part holds octets above 127, too far behind the beginning"
                            + " for MAIL to say SMTPUTF8: encode it as RFC 2047 and RFC 2231 say");
        }
    }

    /** RFC 1870 s3: what the server says it will not take is not offered. */
    private long withinLimit(long size, boolean counted) throws UnsendableException {
        long limit = offered.parameters("SIZE")
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Long::parseLong)
                .orElse(0L);
        if (limit > 0 && size > limit) {
            throw new UnsendableException("the message has " + (counted ? "" : "at least ") + size
                    + " octets, and the server takes at most " + limit + " (SIZE)");
        }
        return size;
    }
}
