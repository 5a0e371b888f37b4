package dev.parley.spring;

import dev.parley.trace.AddressMask;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of the message of an exception of Parley, which has the meaning and the fix in lines of their own.
 *
 * @param headline what failed, and why
 */
record FailureText(String headline, Optional<String> meaning, Optional<String> fix) {
    /** The properties with the name of a user, after {@code mail.<protocol>.}. */
    static final List<String> USERS = List.of("user", "proxy.user", "sasl.authorizationid", "oauth2.jwt.subject");

    private static final String MEANING = "meaning: ";
    private static final String FIX = "fix: ";

    /** Begins a line after the headline. */
    private static final Pattern FOLLOWING = Pattern.compile("\n {2,}(?=\\S)");

    private static final Pattern MASKED_ADDRESS = Pattern.compile("\\*\\*\\*@[^\\s<>,;:()\"']*");

    static FailureText of(MessagingException failure) {
        String[] lines = FOLLOWING.split(String.valueOf(failure.getMessage()));
        return new FailureText(lines[0].strip(), line(lines, MEANING), line(lines, FIX));
    }

    /** The first line that begins with this word: that of the first recipient, where several have one. */
    private static Optional<String> line(String[] lines, String word) {
        for (String line : lines) {
            if (line.startsWith(word)) {
                return Optional.of(line.substring(word.length()).strip());
            }
        }
        return Optional.empty();
    }

    /**
     * The same without what an endpoint must not publish: addresses and names of users.
     *
     * @param sharing the senders that may have failed; they have the properties of the sender
     */
    FailureText published(Sender sender, Collection<Sender> sharing) {
        List<String> users = users(sender, sharing);
        return new FailureText(
                hidden(headline, users),
                meaning.map(text -> hidden(text, users)),
                fix.map(text -> hidden(sender.inItsSpelling(text), users)));
    }

    /** A text of Parley for an endpoint. */
    static String published(String text, Sender sender) {
        return hidden(sender.inItsSpelling(text), users(sender, List.of(sender)));
    }

    private static List<String> users(Sender sender, Collection<Sender> sharing) {
        List<String> users = new ArrayList<>();
        for (Sender each : sharing) {
            users.add(each.bean().getUsername());
        }
        for (String property : USERS) {
            users.add(sender.properties().getProperty(sender.property(property)));
        }
        return users;
    }

    private static String hidden(String text, List<String> users) {
        String hidden = text;
        for (String user : users) {
            if (user != null && !user.isBlank()) {
                // Not within a longer word: a user "mail" is not the beginning of mail.smtp.host.
                hidden = hidden.replaceAll("(?<![\\w.])" + Pattern.quote(user) + "(?!\\w|\\.\\w)", "[user]");
            }
        }
        return MASKED_ADDRESS.matcher(AddressMask.DOMAIN.maskedIn(hidden)).replaceAll("[address]");
    }
}
