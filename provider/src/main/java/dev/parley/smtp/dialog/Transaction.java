package dev.parley.smtp.dialog;

import dev.parley.net.Link;
import dev.parley.smtp.dialog.Delivery.Fate;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Trace;
import dev.parley.wire.CrlfStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One message, RFC 5321 s3.3.
 *
 * <ol>
 *   <li>the head of the content is rendered, so that MAIL can say what is in it;
 *   <li>MAIL, a RCPT for each recipient, and DATA if enough of them were accepted;
 *   <li>the content, CRLF line ends, dots doubled; the lone dot and its reply;
 *   <li>RSET where the server was left inside the transaction.
 * </ol>
 *
 * Content that fails while it is on the wire ends the link: only so is it certain that the server keeps nothing.
 */
final class Transaction {
    private final Link link;
    private final Pipeline pipeline;
    private final Capabilities offered;
    private final Envelope envelope;
    private final boolean partial;
    private final boolean lmtp;
    private boolean international;
    private final List<Fate> recipients = new ArrayList<>();
    private Optional<Delivery.Outcome> outcome = Optional.empty();
    private Optional<CrlfStream> body = Optional.empty();

    /**
     * @param partial whether the message is sent when only some of the recipients are accepted
     * @param lmtp whether every accepted recipient gets a reply of its own to the message
     */
    Transaction(Link link, Pipeline pipeline, Capabilities offered, Envelope envelope, boolean partial, boolean lmtp) {
        this.link = link;
        this.pipeline = pipeline;
        this.offered = offered;
        this.envelope = envelope;
        this.partial = partial;
        this.lmtp = lmtp;
    }

    Delivery run(Content content) throws ContentException {
        ContentStream stream = new ContentStream(size -> open(content, size));
        try {
            content.writeTo(stream);
            stream.finish();
            requireSaid(content);
            end();
        } catch (NotOpenException e) {
            // The outcome says why.
        } catch (Exception e) {
            fail(e);
        } catch (Error e) {
            abandon(e);
            throw e;
        }
        reset();
        return delivery();
    }

    private OutputStream open(Content content, OptionalLong size) throws IOException {
        if (outcome.isPresent()) {
            throw new NotOpenException();
        }
        try {
            pipeline.exchange(envelope(content, size), this::heard);
            if (outcome.isEmpty() && !mayGoOn()) {
                outcome = Optional.of(new Delivery.Withheld());
            }
            if (outcome.isEmpty()) {
                announce();
            }
        } catch (BrokenDialogException e) {
            outcome = Optional.of(new Delivery.Broken(e));
        }
        if (outcome.isPresent()) {
            throw new NotOpenException();
        }
        CrlfStream crlf = new CrlfStream(new Guarded(link.output()));
        body = Optional.of(crlf);
        return crlf;
    }

    private List<Command> envelope(Content content, OptionalLong size) throws UnsendableException {
        List<String> parameters = new ArrayList<>();
        international = content.isInternational() || !envelope.isAscii();
        if (international) {
            parameters.add("SMTPUTF8");
        }
        if (offered.has("8BITMIME") && (content.isEightBit() || content.isInternational() || size.isEmpty())) {
            parameters.add("BODY=8BITMIME");
        }
        if (offered.has("SIZE") && size.isPresent()) {
            parameters.add("SIZE=" + withinLimit(size.getAsLong()));
        }
        parameters.addAll(envelope.parameters());
        List<Command> commands = new ArrayList<>();
        commands.add(new Command.Mail(envelope.sender(), parameters));
        envelope.recipients().forEach(to -> commands.add(to.command()));
        return commands;
    }

    /** RFC 1870 s3: what the server says it will not take is not offered. */
    private long withinLimit(long size) throws UnsendableException {
        long limit = offered.parameters("SIZE")
                .filter(digits -> digits.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        if (limit > 0 && size > limit) {
            throw new UnsendableException(
                    "the message has " + size + " octets, and the server takes at most " + limit + " (SIZE)");
        }
        return size;
    }

    private boolean heard(Command command, Reply reply) {
        if (command instanceof Command.Rcpt) {
            recipients.add(new Fate(command, Optional.of(reply)));
        } else if (!reply.isPositive()) {
            outcome = Optional.of(new Delivery.Refused(command, reply));
        }
        if (reply.isFarewell() && outcome.isEmpty()) {
            outcome = Optional.of(new Delivery.Refused(command, reply));
        }
        return outcome.isEmpty();
    }

    private boolean mayGoOn() {
        long accepted = recipients.stream().filter(Fate::isAccepted).count();
        return partial ? accepted > 0 : accepted == recipients.size();
    }

    private void announce() throws BrokenDialogException {
        Command data = new Command.Data();
        Reply reply = pipeline.exchange(data);
        if (!reply.isIntermediate()) {
            outcome = Optional.of(new Delivery.Refused(data, reply));
        }
    }

    /** A header field deep in a long message may come too late for MAIL to say what it needs. */
    private void requireSaid(Content content) throws UnsendableException {
        if (content.isInternational() && !international) {
            throw new UnsendableException(
                    "a header field of a part holds octets above 127, too far behind the beginning"
                            + " for MAIL to say SMTPUTF8: encode it as RFC 2047 and RFC 2231 say");
        }
    }

    private void end() {
        if (outcome.isPresent()) {
            return;
        }
        CrlfStream crlf = body.orElseThrow();
        Command dot = new Command.EndOfData();
        try {
            crlf.finish();
            if (link.hasUnread()) {
                throw new IOException("the server spoke before the message was over");
            }
            link.writer().line(dot.wire());
        } catch (IOException e) {
            outcome = Optional.of(new Delivery.Broken(pipeline.brokenWriting(Phase.CONTENT, e)));
            return;
        }
        Trace.Asked asked = link.trace().content("message", crlf.octets(), crlf.lines(), crlf.stuffed());
        try {
            link.writer().flush();
        } catch (IOException e) {
            outcome = Optional.of(new Delivery.Broken(pipeline.brokenWriting(Phase.END_OF_DATA, e)));
            return;
        }
        outcome = Optional.of(lmtp ? each(asked, dot) : together(asked, dot));
    }

    private Delivery.Outcome together(Trace.Asked asked, Command dot) {
        try {
            return ending(dot, pipeline.read(Phase.END_OF_DATA, asked));
        } catch (BrokenDialogException e) {
            return new Delivery.Broken(e);
        }
    }

    /** One reply for each recipient who was accepted; who gets none may have got the message. */
    private Delivery.Outcome each(Trace.Asked asked, Command dot) {
        List<Delivery.Outcome> endings = new ArrayList<>();
        for (ListIterator<Fate> all = recipients.listIterator(); all.hasNext(); ) {
            if (all.next().isAccepted()) {
                Optional<Reply> reply = finalReply(asked, endings);
                reply.ifPresent(heard -> endings.add(ending(dot, heard)));
                all.set(new Fate(dot, reply));
            }
        }
        return endings.stream()
                .filter(Delivery.Accepted.class::isInstance)
                .findFirst()
                .orElseGet(() -> endings.get(endings.size() - 1));
    }

    private Optional<Reply> finalReply(Trace.Asked asked, List<Delivery.Outcome> endings) {
        if (link.isClosed()) {
            return Optional.empty();
        }
        try {
            return Optional.of(pipeline.read(Phase.END_OF_DATA, asked));
        } catch (BrokenDialogException e) {
            endings.add(new Delivery.Broken(e));
            return Optional.empty();
        }
    }

    private static Delivery.Outcome ending(Command dot, Reply reply) {
        return reply.isPositive() ? new Delivery.Accepted(reply) : new Delivery.Refused(dot, reply);
    }

    /** The content's own failure, unless the link's was first and came out through the content. */
    private void fail(Exception failure) throws ContentException {
        if (outcome.isPresent()) {
            return;
        }
        abandon(failure);
        throw new ContentException(failure);
    }

    private void abandon(Throwable failure) {
        if (body.isPresent() && outcome.isEmpty()) {
            pipeline.abandon(Phase.CONTENT, "the message could not be rendered: " + failure);
        }
    }

    private void reset() {
        if (outcome.orElseThrow() instanceof Delivery.Accepted || link.isClosed()) {
            return;
        }
        try {
            if (!pipeline.exchange(new Command.Rset()).isPositive() && !link.isClosed()) {
                pipeline.abandon(Phase.RSET, "the server keeps the transaction, the next message must not get into it");
            }
        } catch (BrokenDialogException e) {
            // The link is closed, which ends the transaction too; the outcome stands.
        }
    }

    private Delivery delivery() {
        List<Fate> fates = new ArrayList<>(recipients);
        envelope.recipients().stream()
                .skip(fates.size())
                .forEach(unheard -> fates.add(new Fate(unheard.command(), Optional.empty())));
        return new Delivery(fates, outcome.orElseThrow());
    }

    /** Ends the rendering of content that nobody wants: the server refused, or the link broke. */
    private static final class NotOpenException extends IOException {
        NotOpenException() {
            super("the message is not wanted");
        }
    }

    /** The way to the server: what breaks there is the link's failure, not the content's. */
    private final class Guarded extends OutputStream {
        private final OutputStream out;

        Guarded(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            try {
                out.write(octet);
            } catch (IOException e) {
                throw lost(e);
            }
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            try {
                out.write(source, offset, length);
            } catch (IOException e) {
                throw lost(e);
            }
        }

        private IOException lost(IOException failure) {
            if (outcome.isEmpty()) {
                outcome = Optional.of(new Delivery.Broken(pipeline.brokenWriting(Phase.CONTENT, failure)));
            }
            return new NotOpenException();
        }
    }
}
