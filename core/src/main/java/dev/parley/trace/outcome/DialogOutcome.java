package dev.parley.trace.outcome;

import dev.parley.trace.Topic;
import dev.parley.trace.TraceEvent;
import dev.parley.wire.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Derives from the events of a connection what happened to its messages: how many recipients have it, and why the others
 * do not. No event has this result. With eager pipelining a transaction begins before the reply to the previous one.
 */
public final class DialogOutcome implements TraceEvent.Visitor {
    private static final int LISTED = 10;

    private final Map<Integer, MailTransaction> transactions = new HashMap<>();
    private final Map<Integer, Recipient> recipients = new HashMap<>();
    private final List<MailTransaction> open = new ArrayList<>();
    private final Tally tally = new Tally();
    private final List<String> notAttempted = new ArrayList<>();
    private boolean perRecipient;
    private String protocol = "";

    /** The last transaction that was begun; null: none. */
    private MailTransaction last;

    /** Whether the next transaction has the rest of the recipients of the last one, because the server limits their number. */
    private boolean continues;

    private String failedPhase;
    private int commands;
    private int rejections;
    private int warnings;
    private boolean closed;

    /** The result in one word. */
    public enum Verdict {
        DELIVERED("delivered"),
        PARTLY_DELIVERED("partly delivered"),
        NOT_DELIVERED("not delivered"),
        UNCERTAIN("uncertain"),
        FAILED("failed"),
        REJECTED("rejected"),
        WARNED("warning"),
        INCOMPLETE("incomplete"),
        COMPLETE("complete");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * Adds an event.
     *
     * @return the recipients of a message that is given up, and the reason: a text for each message, to be shown before the
     *     event; empty where there is none
     */
    public List<String> add(TraceEvent event) {
        // A failure and its explanation stay together.
        boolean isExplanation = event instanceof TraceEvent.Explained;
        List<String> before = isExplanation ? List.of() : List.copyOf(notAttempted);
        if (!isExplanation) {
            notAttempted.clear();
        }
        event.accept(this);
        if (event instanceof TraceEvent.Failed || notAttempted.isEmpty()) {
            return before;
        }
        List<String> texts = new ArrayList<>(before);
        texts.addAll(notAttempted);
        notAttempted.clear();
        return texts;
    }

    /** The number of messages that were begun. */
    public int messages() {
        return tally.messages() + open.size();
    }

    public Verdict verdict() {
        Tally all = total();
        if (all.messages() > 0) {
            if (all.recipients() > 0 && all.number(RecipientStatus.DELIVERED) == all.recipients()) {
                return Verdict.DELIVERED;
            } else if (all.number(RecipientStatus.UNCERTAIN) > 0) {
                return Verdict.UNCERTAIN;
            }
            boolean any = all.number(RecipientStatus.DELIVERED) > 0;
            return any ? Verdict.PARTLY_DELIVERED : closed ? Verdict.NOT_DELIVERED : Verdict.INCOMPLETE;
        }
        if (failedPhase != null) {
            return Verdict.FAILED;
        } else if (rejections > 0) {
            return Verdict.REJECTED;
        } else if (!closed) {
            return Verdict.INCOMPLETE;
        }
        return warnings > 0 ? Verdict.WARNED : Verdict.COMPLETE;
    }

    /** The result in one sentence: {@code delivered to 0 of 2: jane rejected, joe not attempted}. */
    public String sentence() {
        Tally all = total();
        if (all.messages() > 0) {
            return all.sentence() + (closed || failedPhase != null ? "" : " (incomplete)");
        } else if (failedPhase != null) {
            return "failed while " + failedPhase;
        } else if (rejections > 0) {
            return Text.count(rejections, "rejection");
        } else if (!closed) {
            return "incomplete";
        }
        String warned = warnings > 0 ? ", " + Text.count(warnings, "warning") : "";
        return commands == 0 ? "no command sent" + warned : Text.count(commands, "command") + ", no rejection" + warned;
    }

    /** The results so far: the recipients of open transactions are not attempted, unless the content was written. */
    private Tally total() {
        Tally all = tally.copy();
        for (MailTransaction each : open) {
            all.add(each, each.isWritten() ? RecipientStatus.UNCERTAIN : RecipientStatus.NOT_ATTEMPTED);
        }
        return all;
    }

    @Override
    public void opened(TraceEvent.Opened event) {
        protocol = event.protocol();
        perRecipient = protocol.startsWith("lmtp");
    }

    @Override
    public void fact(TraceEvent.Fact event) {
        // Not a part of the result.
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        // Not a part of the result.
    }

    @Override
    public void offered(TraceEvent.Offered event) {
        // Not a part of the result.
    }

    @Override
    public void decided(TraceEvent.Decided event) {
        if (event.topic() == Topic.RECIPIENTS) {
            continues = event.choice().startsWith("another transaction");
        }
    }

    @Override
    public void warned(TraceEvent.Warned event) {
        warnings++;
    }

    @Override
    public void sent(TraceEvent.Sent event) {
        commands++;
        switch (event.phase()) {
            case "mail" -> {
                giveUp();
                last = new MailTransaction(continues ? last : null);
                continues = false;
                open.add(last);
                transactions.put(event.id(), last);
            }
            case "rcpt" -> {
                MailTransaction message = present(event.id());
                if (message != null) {
                    addRecipient(message, event);
                }
            }
            case "data" -> present(event.id());
            case "chunk", "end_of_data" -> {
                MailTransaction message = present(event.id());
                if (message != null) {
                    message.written();
                }
            }
            case "rset", "quit" -> giveUp();
            default -> {}
        }
    }

    @Override
    public void content(TraceEvent.Content event) {
        MailTransaction message = present(event.id());
        if (message != null) {
            message.written();
        }
    }

    @Override
    public void received(TraceEvent.Received event) {
        rejections += event.answer().refused() ? 1 : 0;
        MailTransaction message = transactions.get(event.id());
        if (message == null) {
            return;
        }
        switch (event.phase()) {
            case "rcpt" -> {
                Recipient recipient = recipients.remove(event.id());
                if (recipient != null) {
                    message.replied(recipient, event.answer());
                }
            }
            case "mail", "data", "chunk" -> {
                if (event.answer().refused()) {
                    message.reject(event.phase().equals("mail") ? "sender" : "message", event.answer());
                }
            }
            case "end_of_data" -> {
                message.finalReply(event.answer(), perRecipient);
                if (!message.isOpen()) {
                    end(message);
                }
            }
            default -> {}
        }
    }

    @Override
    public void failed(TraceEvent.Failed event) {
        int parenthesis = event.phase().indexOf(" (");
        failedPhase = parenthesis < 0 ? event.phase() : event.phase().substring(0, parenthesis);
        for (MailTransaction each : List.copyOf(open)) {
            if (event.mayBeDelivered() && each.isWritten()) {
                end(each);
            } else {
                giveUp(each, "the connection failed");
            }
        }
    }

    @Override
    public void explained(TraceEvent.Explained event) {
        // Not a part of the result.
    }

    @Override
    public void closed(TraceEvent.Closed event) {
        closed = true;
        for (MailTransaction each : List.copyOf(open)) {
            giveUp(each, "the connection was closed");
        }
    }

    private void addRecipient(MailTransaction message, TraceEvent.Sent rcpt) {
        Recipient recipient = message.add(rcpt.line());
        recipients.put(rcpt.id(), recipient);
        Recipient before = message.retried(recipient);
        if (before != null) {
            tally.remove(before);
        }
    }

    /** The open transaction, to which a command belongs; null where there is none. */
    private MailTransaction present(int id) {
        MailTransaction present = open.isEmpty() ? null : open.get(open.size() - 1);
        if (present != null) {
            transactions.put(id, present);
        }
        return present;
    }

    /** Ends the transactions whose content was not written. */
    private void giveUp() {
        for (MailTransaction each : List.copyOf(open)) {
            if (!each.isWritten() || !each.isOpen()) {
                giveUp(each, "the message was given up");
            }
        }
    }

    /** @param otherwise the reason, unless a recipient was rejected */
    private void giveUp(MailTransaction message, String otherwise) {
        List<Recipient> rest = message.conclude(RecipientStatus.NOT_ATTEMPTED);
        if (!rest.isEmpty()) {
            List<Recipient> rejected = message.rejectedRecipients();
            String names = listed(message, rest);
            String why = otherwise;
            if (!rejected.isEmpty() && failedPhase == null) {
                String verb = rejected.size() == 1 ? " was" : " were";
                why = listed(message, rejected) + verb + " rejected (mail." + protocol + ".sendpartial)";
            }
            notAttempted.add("not attempted: " + names + ", because " + why);
        }
        end(message);
    }

    private static String listed(MailTransaction message, List<Recipient> some) {
        List<String> names = new ArrayList<>();
        for (Recipient each : some.subList(0, Math.min(LISTED, some.size()))) {
            names.add(each.address());
        }
        return NameList.of(names, some.size());
    }

    private void end(MailTransaction message) {
        tally.add(message, RecipientStatus.UNCERTAIN);
        open.remove(message);
        transactions.values().removeIf(each -> each == message);
        recipients.values().removeAll(message.recipients());
    }
}
