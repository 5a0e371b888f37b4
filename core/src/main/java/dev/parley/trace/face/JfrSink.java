package dev.parley.trace.face;

import dev.parley.trace.Answer;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The dialog as events of the JVM's flight recorder, see {@link JfrEvents}. This class and what it uses alone need the
 * module jdk.jfr. While nothing records an event, nothing is made of it.
 */
final class JfrSink implements TraceSink {
    private static final Pattern VERB = Pattern.compile("[A-Za-z]{1,20}|\\.");

    private final JfrEvents.Dialog dialog = new JfrEvents.Dialog();
    private final Map<Integer, JfrEvents.Exchange> exchanges = new HashMap<>();
    private final JfrSends sends = new JfrSends(dialog);

    @Override
    public void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Opened e) {
            opened(e);
        } else if (event instanceof TraceEvent.Secured e) {
            secured(e);
        } else if (event instanceof TraceEvent.Sent e) {
            begin(e.id(), e.line(), e.octets()).group =
                    e.group().map(group -> group.number()).orElse(0);
            sends.sent(e);
        } else if (event instanceof TraceEvent.Content e) {
            content(e);
            sends.content(e);
        } else if (event instanceof TraceEvent.Received e) {
            received(e.id(), e.answer());
            sends.received(e);
        } else if (event instanceof TraceEvent.Failed) {
            dialog.failed = true;
        } else if (event instanceof TraceEvent.Closed e) {
            sends.over();
            closed(e.totals());
        }
    }

    private void opened(TraceEvent.Opened event) {
        dialog.dialog = event.dialog();
        dialog.protocol = event.protocol();
        dialog.host = event.host();
        dialog.port = event.port();
        dialog.begin();
    }

    private void secured(TraceEvent.Secured event) {
        dialog.secured = true;
        JfrEvents.TlsHandshake handshake = new JfrEvents.TlsHandshake();
        if (handshake.isEnabled()) {
            handshake.dialog = dialog.dialog;
            handshake.protocol = dialog.protocol;
            handshake.version = event.tls().protocol();
            handshake.cipher = event.tls().cipher();
            handshake.proven = event.tls().verification().identityProven();
            handshake.handshake = event.tls().handshake().toNanos();
            handshake.commit();
        }
    }

    private JfrEvents.Exchange begin(int id, String line, long octets) {
        JfrEvents.Exchange exchange = new JfrEvents.Exchange();
        if (exchange.isEnabled()) {
            exchange.dialog = dialog.dialog;
            exchange.protocol = dialog.protocol;
            exchange.id = id;
            exchange.verb = verb(line);
            exchange.sent = octets;
            exchange.begin();
            exchanges.put(id, exchange);
        }
        return exchange;
    }

    /** A chunk or a script belongs to its command; what follows DATA has none of its own, and ends with a dot. */
    private void content(TraceEvent.Content event) {
        long octets = event.content().octets() + event.content().stuffed();
        JfrEvents.Exchange command = exchanges.get(event.id());
        if (command == null) {
            begin(event.id(), ".", octets);
        } else {
            command.sent += octets;
        }
    }

    private void received(int id, Answer answer) {
        JfrEvents.Exchange exchange = exchanges.remove(id);
        if (exchange != null) {
            exchange.end();
            exchange.code = answer.code();
            exchange.status = answer.status().orElse(null);
            exchange.refused = answer.refused();
            exchange.commit();
        }
    }

    private void closed(Totals totals) {
        dialog.commands = totals.commands();
        dialog.writes = totals.groups();
        dialog.turnarounds = totals.turnarounds();
        dialog.sent = totals.sent();
        dialog.received = totals.received();
        dialog.waited = totals.waited().toNanos();
        dialog.commit();
    }

    /** A verb is letters, or the dot behind a message; anything else may be private. */
    private static String verb(String line) {
        String word = line.split(" ", 2)[0];
        return VERB.matcher(word).matches() ? word : "";
    }
}
