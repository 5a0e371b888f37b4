package dev.parley.trace.face.jfr;

import dev.parley.trace.Group;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes events of the JVM's flight recorder, see {@link JfrEvents}. Only this class and those it uses need the module
 * jdk.jfr. An event that is not recorded is not created. Facts, decisions, warnings and explanations are never recorded.
 */
public final class JfrSink implements TraceSink, TraceEvent.Visitor {
    private static final Pattern VERB = Pattern.compile("[A-Za-z]{1,20}|\\.");

    private final JfrEvents.Dialog dialog = new JfrEvents.Dialog();
    private final Map<Integer, JfrEvents.Exchange> exchanges = new HashMap<>();
    private final JfrSends sends = new JfrSends(dialog);

    @Override
    public void accept(TraceEvent event) {
        event.accept(this);
    }

    @Override
    public void opened(TraceEvent.Opened event) {
        dialog.dialog = event.dialog();
        dialog.protocol = event.protocol();
        dialog.host = event.host();
        dialog.port = event.port();
        dialog.begin();
    }

    @Override
    public void fact(TraceEvent.Fact event) {}

    @Override
    public void secured(TraceEvent.Secured event) {
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

    @Override
    public void offered(TraceEvent.Offered event) {}

    @Override
    public void decided(TraceEvent.Decided event) {}

    @Override
    public void warned(TraceEvent.Warned event) {}

    @Override
    public void sent(TraceEvent.Sent event) {
        JfrEvents.Exchange exchange = begin(event.id(), event.line(), event.octets());
        exchange.group = event.group().map(Group::number).orElse(0);
        sends.sent(event);
    }

    /** A chunk or a script belongs to its command; the message after DATA is an exchange of its own, with the verb dot. */
    @Override
    public void content(TraceEvent.Content event) {
        long octets = event.content().octets() + event.content().stuffed();
        JfrEvents.Exchange command = exchanges.get(event.id());
        if (command == null) {
            begin(event.id(), ".", octets);
        } else {
            command.sent += octets;
        }
        sends.content(event);
    }

    @Override
    public void received(TraceEvent.Received event) {
        JfrEvents.Exchange exchange = exchanges.remove(event.id());
        if (exchange != null) {
            exchange.end();
            exchange.code = event.answer().code();
            exchange.status = event.answer().status().orElse(null);
            exchange.refused = event.answer().refused();
            exchange.commit();
        }
        sends.received(event);
    }

    @Override
    public void failed(TraceEvent.Failed event) {
        dialog.failed = true;
    }

    @Override
    public void explained(TraceEvent.Explained event) {}

    @Override
    public void closed(TraceEvent.Closed event) {
        sends.endAll();
        Totals totals = event.totals();
        dialog.commands = totals.commands();
        dialog.writes = totals.groups();
        dialog.turnarounds = totals.turnarounds();
        dialog.sent = totals.sent();
        dialog.received = totals.received();
        dialog.waited = totals.waited().toNanos();
        dialog.commit();
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

    /** A verb is letters, or the dot after a message; anything else may be private. */
    private static String verb(String line) {
        String word = line.split(" ", 2)[0];
        return VERB.matcher(word).matches() ? word : "";
    }
}
