package dev.parley.trace.face.jfr;

import dev.parley.trace.TraceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The transactions of a connection, for the flight recorder. With eager pipelining a transaction begins before the reply
 * to the previous one.
 */
final class JfrSends {
    private final JfrEvents.Dialog dialog;
    private final Map<Integer, Send> byCommand = new HashMap<>();
    private final List<Send> open = new ArrayList<>();

    JfrSends(JfrEvents.Dialog dialog) {
        this.dialog = dialog;
    }

    private static final class Send {
        private final JfrEvents.MailSend event = new JfrEvents.MailSend();
        private boolean written;
        private int replies;
    }

    void sent(TraceEvent.Sent command) {
        switch (command.phase()) {
            case "mail" -> {
                endUnwritten();
                begin(command.id());
            }
            case "rset" -> endUnwritten();
            case "rcpt", "data", "chunk", "end_of_data" -> {
                Send send = last(command.id());
                if (send != null && command.phase().equals("rcpt")) {
                    send.event.recipients++;
                }
            }
            default -> {}
        }
    }

    void content(TraceEvent.Content content) {
        Send send = last(content.id());
        if (send != null) {
            send.event.octets += content.content().octets();
            send.written = true;
        }
    }

    void received(TraceEvent.Received reply) {
        Send send = byCommand.get(reply.id());
        if (send == null) {
            return;
        }
        boolean refused = reply.answer().refused();
        boolean isRecipient = reply.phase().equals("rcpt");
        if (refused || !isRecipient) {
            send.event.code = reply.answer().code();
            send.event.status = reply.answer().status().orElse(null);
        }
        send.event.accepted += isRecipient && !refused ? 1 : 0;
        if (reply.phase().equals("end_of_data")) {
            send.replies++;
            send.event.delivered |= !refused;
            // RFC 2033 s4.2: LMTP has a reply for each recipient who was accepted.
            if (!dialog.protocol.equals("lmtp") || send.replies >= send.event.accepted) {
                end(send);
            }
        }
    }

    /** Ends all transactions when the connection is closed. */
    void endAll() {
        List.copyOf(open).forEach(this::end);
    }

    private void begin(int id) {
        Send send = new Send();
        if (send.event.isEnabled()) {
            send.event.dialog = dialog.dialog;
            send.event.protocol = dialog.protocol;
            send.event.begin();
            open.add(send);
            byCommand.put(id, send);
        }
    }

    private Send last(int id) {
        Send send = open.isEmpty() ? null : open.get(open.size() - 1);
        if (send != null) {
            byCommand.put(id, send);
        }
        return send;
    }

    private void endUnwritten() {
        List.copyOf(open).stream().filter(send -> !send.written).forEach(this::end);
    }

    private void end(Send send) {
        send.event.end();
        send.event.commit();
        open.remove(send);
        byCommand.values().removeIf(of -> of == send);
    }
}
