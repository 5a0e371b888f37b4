package dev.parley.sieve.dialog;

import dev.parley.sasl.Credentials;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.sasl.Server;
import dev.parley.settings.MailProperties;
import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Response;
import java.util.List;
import java.util.Optional;

/**
 * What the user allows on the way in.
 *
 * @param starttls {@code mail.<protocol>.starttls.enable} (true, false; true): use STARTTLS where the server offers it
 * @param required {@code mail.<protocol>.starttls.required} (true, false; false): go on only where the server offers
 *     STARTTLS
 * @param cleartext {@code mail.<protocol>.auth.cleartext} (true, false; false): a password may go over a link in clear
 * @param mechanisms how to log in, as {@link Mechanisms} lists it
 * @param names the protocol's properties, for messages that name one
 */
public record LoginPolicy(
        boolean starttls, boolean required, boolean cleartext, Mechanisms mechanisms, MailProperties names) {

    public static LoginPolicy from(MailProperties properties) {
        return new LoginPolicy(
                properties.flag("starttls.enable", true),
                properties.flag("starttls.required", false),
                properties.flag("auth.cleartext", false),
                Mechanisms.from(properties, List.of()),
                properties);
    }

    /** Whether to ask for TLS on a link in clear. */
    boolean wantsTls(Capabilities offered) {
        return (starttls || required) && offered.has("STARTTLS");
    }

    /** The mechanisms to log in with, in order; where there are none, {@link #objection} says why. */
    List<Mechanism> candidates(Server server, Credentials credentials, boolean secured) {
        return mechanisms.candidates(server, credentials).stream()
                .filter(mechanism -> secured || cleartext || !mechanism.showsPassword())
                .toList();
    }

    /** Why another mechanism may be tried after a NO (RFC 5804 s1.3). */
    static Optional<Refusal> refusal(Response response) {
        if (response.says("AUTH-TOO-WEAK")) {
            return Optional.of(Refusal.TOO_WEAK);
        }
        return response.says("TRANSITION-NEEDED") ? Optional.of(Refusal.UNSUPPORTED) : Optional.empty();
    }

    /** What a refusal asks for, with the property that gives it (RFC 5804 s1.3); empty where it asks for nothing. */
    public String advice(Response response) {
        if (response.says("ENCRYPT-NEEDED")) {
            return "; the server wants TLS first: " + names.name("starttls.enable") + "=true";
        }
        if (response.says("AUTH-TOO-WEAK")) {
            return "; the server wants a stronger mechanism: " + names.name("auth.mechanisms");
        }
        return response.says("TRANSITION-NEEDED")
                ? "; the server wants the password itself once, over TLS: " + names.name("auth.mechanisms") + "=PLAIN"
                : "";
    }

    /** Why there can be no login, in words that name the property to change. */
    String objection(Capabilities offered, Server server, Credentials credentials, boolean secured) {
        if (mechanisms.candidates(server, credentials).isEmpty()) {
            String wanted = mechanisms.order().isEmpty()
                    ? "those known here"
                    : names.name("auth.mechanisms") + "=" + String.join(" ", mechanisms.order());
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
