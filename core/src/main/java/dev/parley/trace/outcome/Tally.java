package dev.parley.trace.outcome;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The results of all recipients of a connection, in bounded memory: numbers, and the first names of each result. */
final class Tally {
    private static final int NAMES = 3;
    private static final int LONGEST_NAME = 64;

    private final Map<RecipientStatus, Integer> numbers = new EnumMap<>(RecipientStatus.class);
    private final Map<RecipientStatus, List<String>> names = new EnumMap<>(RecipientStatus.class);
    private int messages;
    private int recipients;
    private String rejected;
    private boolean rejectedAlike = true;

    Tally copy() {
        Tally copy = new Tally();
        copy.numbers.putAll(numbers);
        names.forEach((status, first) -> copy.names.put(status, new ArrayList<>(first)));
        copy.messages = messages;
        copy.recipients = recipients;
        copy.rejected = rejected;
        copy.rejectedAlike = rejectedAlike;
        return copy;
    }

    /**
     * Adds a transaction.
     *
     * @param rest the result of the recipients that have none
     */
    void add(MailTransaction message, RecipientStatus rest) {
        rejectedAlike &= messages == 0 || Objects.equals(rejected, message.rejected());
        rejected = message.rejected();
        messages += message.isContinued() ? 0 : 1;
        boolean unique = message.hasUniqueLocalParts();
        for (Recipient each : message.recipients()) {
            RecipientStatus status = each.status() == null ? rest : each.status();
            recipients++;
            numbers.merge(status, 1, Integer::sum);
            List<String> first = names.computeIfAbsent(status, any -> new ArrayList<>());
            if (first.size() < NAMES) {
                first.add(shortened(unique ? each.localPart() : each.address()));
            }
        }
    }

    /** Removes a recipient that is sent again in another transaction. */
    void remove(Recipient recipient) {
        recipients--;
        numbers.merge(recipient.status(), -1, Integer::sum);
        List<String> first = names.get(recipient.status());
        if (!first.remove(shortened(recipient.localPart()))) {
            first.remove(shortened(recipient.address()));
        }
    }

    int messages() {
        return messages;
    }

    int recipients() {
        return recipients;
    }

    int number(RecipientStatus status) {
        return numbers.getOrDefault(status, 0);
    }

    /** {@code delivered to 0 of 2: jane rejected, joe not attempted}. */
    String sentence() {
        StringBuilder text = new StringBuilder();
        if (messages > 1) {
            text.append(messages).append(" messages, ");
        }
        if (recipients == 0) {
            return text.append("not delivered: ")
                    .append(rejected == null ? "no recipient" : rejected + " rejected")
                    .toString();
        }
        int delivered = number(RecipientStatus.DELIVERED);
        text.append("delivered to ").append(delivered).append(" of ").append(recipients);
        String separator = ": ";
        for (RecipientStatus status : RecipientStatus.values()) {
            if (status != RecipientStatus.DELIVERED && number(status) > 0) {
                text.append(separator).append(group(status));
                separator = ", ";
            }
        }
        return text.toString();
    }

    private String group(RecipientStatus status) {
        boolean isRejection = status == RecipientStatus.REJECTED || status == RecipientStatus.REJECTED_FOR_NOW;
        if (isRejection && rejected != null && rejectedAlike && number(status) == recipients) {
            return rejected + " " + status.words();
        }
        return NameList.of(names.get(status), number(status)) + " " + status.words();
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    }
}
