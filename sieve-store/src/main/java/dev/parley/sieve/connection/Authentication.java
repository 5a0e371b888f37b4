package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Deadline;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.sieve.protocol.Tokenizer;
import dev.parley.trace.Answer;
import dev.parley.trace.PendingCommand;
import java.io.IOException;
import org.apache.commons.codec.binary.Base64;

/** AUTHENTICATE with one mechanism (RFC 5804 s2.1). */
final class Authentication {
    private final Channel channel;
    private final KnownCapabilities capabilities;
    private final Exchange exchange;

    Authentication(Channel channel, KnownCapabilities capabilities, Exchange exchange) {
        this.channel = channel;
        this.capabilities = capabilities;
        this.exchange = exchange;
    }

    /**
     * Runs the exchange of the mechanism, all replies within one time-out. A server may announce its capabilities after
     * it, unsolicited: they are read with the reply to the next command.
     *
     * @throws ExchangeException when the mechanism has no response, and the exchange was cancelled; or when the server
     *     replied OK without having proven what the mechanism requires
     */
    Response run(String mechanism) throws ConnectionBrokenException, ExchangeException {
        Response response;
        try {
            response = converse(
                    Command.authenticate(mechanism, exchange.initialResponse().orElse(null)));
        } catch (IOException e) {
            throw channel.broken(SievePhase.AUTHENTICATE, e);
        }
        if (response.isOk()) {
            // RFC 5804 s1.3: the additional data of the mechanism.
            exchange.succeeded(
                    response.hasCode("SASL")
                            ? Base64.decodeBase64(response.code().argument())
                            : null);
            capabilities.loggedIn();
        }
        return response;
    }

    private Response converse(Command first) throws IOException, ExchangeException {
        Deadline deadline = Deadline.in(channel.limit(SievePhase.AUTHENTICATE));
        Command next = first;
        ExchangeException cancelled = null;
        while (true) {
            PendingCommand sent = channel.send(next);
            ReplyReader reader = channel.reader(deadline);
            Line line = reader.line();
            while (Reply.isCapability(line)) {
                capabilities.updateUnsolicited(channel.received(sent, reader.replyFrom(line)));
                line = reader.line();
            }
            Response response = null;
            if (Response.isIn(line)) {
                response = channel.received(sent, reader.replyFrom(line)).response();
            } else {
                channel.link().trace().received(sent, Answer.NONE, line.lines());
            }
            if (response != null && cancelled != null) {
                throw cancelled;
            } else if (response != null) {
                return response;
            } else if (cancelled != null) {
                throw new IOException(
                        "the server replied to the cancelled login with another challenge; it was cancelled,"
                                + " because " + cancelled.getMessage());
            }
            try {
                next = answer(line);
            } catch (ExchangeException e) {
                cancelled = e;
                next = Command.cancel();
            }
        }
    }

    private Command answer(Line line) throws IOException, ExchangeException {
        Tokenizer.Token challenge = new Tokenizer(line).next();
        return Command.answer(exchange.answer(Base64.decodeBase64(challenge == null ? "" : challenge.text())));
    }
}
