package dev.parley.sieve.dialog;

import dev.parley.sasl.ClearTextLogin;
import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.sasl.ClearTextLogin.Verdict;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.sasl.Server;
import dev.parley.sasl.ServerLocation;
import dev.parley.settings.ClearText;
import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Response;
import java.util.List;
import java.util.Optional;

/**
 * What the user allows on the way in.
 *
 * @param startTls {@code mail.<protocol>.starttls.enable} (true, false; true): use STARTTLS where the server offers it;
 *     {@code mail.<protocol>.starttls.required} (true, false; false): go on only where the server offers STARTTLS
 * @param clearText {@code mail.<protocol>.auth.cleartext} (true, false; false): whether a login may reveal the password
 *     or token on a connection without TLS, where the server does not announce STARTTLS or {@code starttls.enable=false}
 * @param mechanisms how to log in, as {@link Mechanisms} lists it
 * @param names the protocol's properties, for messages that name one
 */
public record LoginPolicy(StartTls startTls, ClearText clearText, Mechanisms mechanisms, MailProperties names) {

    public static LoginPolicy from(MailProperties properties) {
        return new LoginPolicy(
                StartTls.from(properties),
                ClearText.from(properties, ClearText.FORBIDDEN),
                Mechanisms.from(properties, List.of()),
                properties);
    }

    /** Whether to ask for TLS on a link in clear. */
    boolean wantsTls(Capabilities offered) {
        return startTls != StartTls.OFF && offered.has("STARTTLS");
    }

    /** Whether there is no login without TLS. */
    boolean required() {
        return startTls == StartTls.REQUIRED;
    }

    /** What became of STARTTLS by the time of the login: a refusal of it has ended the dialog. */
    Upgrade upgrade(Capabilities offered, boolean secured) {
        if (secured) {
            return Upgrade.TLS;
        }
        return offered.has("STARTTLS") ? Upgrade.NOT_TRIED : Upgrade.NOT_ANNOUNCED;
    }

    /** The mechanisms to log in with, in order; where there are none, {@link #objection} gives the reason. */
    List<Mechanism> candidates(Server server, Credentials credentials, Upgrade upgrade, ServerLocation location) {
        return mechanisms.candidates(server, credentials).stream()
                .filter(mechanism -> rule().of(mechanism, upgrade, location) == Verdict.ALLOWED)
                .toList();
    }

    private ClearTextLogin rule() {
        return new ClearTextLogin(startTls, clearText, Compatibility.NONE);
    }

    /**
     * Why another mechanism may be tried after a NO (RFC 5804 s1.3). There is no code for a wrong password: where there is
     * no code at all, the refusal may be about the channel binding, as Cyrus gives it.
     *
     * @param error the mechanism's own, as the server gave it inside the exchange
     */
    static Optional<Refusal> refusal(Mechanism mechanism, Response response, Optional<String> error) {
        if (response.says("AUTH-TOO-WEAK")) {
            return Optional.of(Refusal.TOO_WEAK);
        }
        if (response.says("TRANSITION-NEEDED")) {
            return Optional.of(Refusal.UNSUPPORTED);
        }
        boolean otherReason = response.code().isPresent() && !response.says("SASL");
        return Mechanisms.refusesBinding(mechanism, error.orElse(null), otherReason)
                ? Optional.of(Refusal.BINDING)
                : Optional.empty();
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
    String objection(Server server, Credentials credentials, Upgrade upgrade, ServerLocation location) {
        List<Mechanism> usable = mechanisms.candidates(server, credentials);
        if (usable.isEmpty()) {
            String wanted = mechanisms.order().isEmpty()
                    ? "those known here"
                    : names.name("auth.mechanisms") + "=" + String.join(" ", mechanisms.order());
            String hint = upgrade == Upgrade.NOT_TRIED
                    ? "; it may offer more over TLS: " + names.name("starttls.enable")
                    : "";
            return "the server offers the login mechanisms " + server.offered() + ", none of them among " + wanted
                    + hint + mechanisms.adviceOnBinding(server);
        }
        Verdict verdict = rule().of(usable.get(0), upgrade, location);
        return ClearTextLogin.objection(verdict, upgrade, server.host(), server.offered(), names);
    }
}
