package dev.parley.sieve.dialog;

import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.settings.MailProperties;
import dev.parley.sieve.protocol.Capabilities;
import java.util.List;
import java.util.Optional;

/**
 * What the user allows on the way in.
 *
 * @param starttls {@code mail.<protocol>.starttls.enable} (true, false; true): use STARTTLS where the server offers it
 * @param required {@code mail.<protocol>.starttls.required} (true, false; false): go on only where the server offers
 *     STARTTLS
 * @param cleartext {@code mail.<protocol>.auth.cleartext} (true, false; false): a password may go over a link in clear
 * @param mechanisms {@code mail.<protocol>.auth.mechanisms} (list; the strongest first): the SASL mechanisms to try, in
 *     this order
 * @param names the protocol's properties, for messages that name one
 */
public record LoginPolicy(
        boolean starttls, boolean required, boolean cleartext, List<String> mechanisms, MailProperties names) {

    public static LoginPolicy from(MailProperties properties) {
        return new LoginPolicy(
                properties.flag("starttls.enable", true),
                properties.flag("starttls.required", false),
                properties.flag("auth.cleartext", false),
                properties.words("auth.mechanisms"),
                properties);
    }

    /** Whether to ask for TLS on a link in clear. */
    boolean wantsTls(Capabilities offered) {
        return (starttls || required) && offered.has("STARTTLS");
    }

    /** The mechanism to log in with; empty when {@link #objection} says why there is none. */
    Optional<Mechanism> mechanism(Capabilities offered, boolean secured) {
        return Mechanisms.candidates(offered.sasl(), mechanisms).stream()
                .filter(mechanism -> secured || cleartext || !mechanism.showsPassword())
                .findFirst();
    }

    /** Why there can be no login, in words that name the property to change. */
    String objection(Capabilities offered, boolean secured) {
        if (Mechanisms.candidates(offered.sasl(), mechanisms).isEmpty()) {
            String wanted = mechanisms.isEmpty()
                    ? "those known here"
                    : names.name("auth.mechanisms") + "=" + String.join(" ", mechanisms);
            String hint = !secured && offered.has("STARTTLS")
                    ? "; it may offer more over TLS: " + names.name("starttls.enable")
                    : "";
            return "the server offers the login mechanisms " + offered.sasl() + ", none of them among " + wanted + hint;
        }
        String why = starttls
                ? "the server does not offer STARTTLS, which " + names.name("starttls.enable") + "=true asks for"
                : names.name("starttls.enable") + "=false keeps the link in clear";
        return why + ", and only " + names.name("auth.cleartext")
                + "=true allows a password on a link in clear; nothing secret was sent";
    }
}
