package dev.parley.sieve.connection;

import dev.parley.net.Link;
import dev.parley.sasl.ClearTextLogin;
import dev.parley.sasl.ClearTextLogin.Upgrade;
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
import dev.parley.sieve.SieveCapabilities;
import dev.parley.sieve.protocol.Response;
import java.util.List;

/**
 * The settings of STARTTLS and the login.
 *
 * @param startTls {@code mail.<protocol>.starttls.enable} (true, false; true): uses STARTTLS if the server announces it;
 *     {@code mail.<protocol>.starttls.required} (true, false; true with {@code ssl.ca.file} or {@code ssl.pin},
 *     unless {@code starttls.enable=false}): connecting fails without STARTTLS
 * @param clearText {@code mail.<protocol>.auth.cleartext} (true, false; false): whether a login may reveal the password
 *     or token on a connection without TLS, if the server does not announce STARTTLS or {@code starttls.enable=false}
 * @param mechanisms how to log in, as {@link Mechanisms} lists it
 * @param names the protocol's properties, for messages that name one
 */
public record LoginPolicy(StartTls startTls, ClearText clearText, Mechanisms mechanisms, MailProperties names) {

    /**
     * @param restriction the name of a property that restricts which certificates are accepted; null: none
     * @param hasToken whether each login has a token of OAuth 2.0
     */
    public static LoginPolicy from(MailProperties properties, String restriction, boolean hasToken) {
        return new LoginPolicy(
                StartTls.from(properties, restriction),
                ClearText.from(properties, ClearText.FORBIDDEN),
                hasToken ? Mechanisms.ofTokens(properties) : Mechanisms.from(properties, List.of()),
                properties);
    }

    /** Whether STARTTLS is used on a link in clear. */
    boolean wantsTls(SieveCapabilities offered) {
        return startTls != StartTls.OFF && offered.has("STARTTLS");
    }

    /** The property that requires STARTTLS, as the end of a sentence. */
    String whyRequired(String restriction) {
        return names.flag("starttls.required", false)
                ? names.name("starttls.required") + "=true requires"
                : restriction + " requires (" + names.setting("starttls.required") + ")";
    }

    /** The result of STARTTLS; a rejection of it ends the setup. */
    Upgrade upgrade(SieveCapabilities offered, boolean secured) {
        if (secured) {
            return Upgrade.TLS;
        }
        return offered.has("STARTTLS") ? Upgrade.NOT_TRIED : Upgrade.NOT_ANNOUNCED;
    }

    /** The mechanisms to log in with, in order; where there are none, {@link #objection} gives the reason. */
    List<Mechanism> candidates(Server server, Credentials credentials, Upgrade upgrade, ServerLocation location) {
        return rule().allowed(mechanisms.candidates(server, credentials), upgrade, location);
    }

    private ClearTextLogin rule() {
        return new ClearTextLogin(startTls, clearText, Compatibility.NONE);
    }

    /**
     * The meaning of a NO (RFC 5804 s1.3); null where no other mechanism may be tried. There is no code for a wrong
     * password: without any code, the rejection may be about the channel binding, as Cyrus sends it.
     *
     * @param error of the mechanism, as the server sent it inside the exchange; null: none
     */
    static Refusal refusal(Mechanism mechanism, Response response, String error) {
        if (response.hasCode("AUTH-TOO-WEAK")) {
            return Refusal.TOO_WEAK;
        }
        if (response.hasCode("TRANSITION-NEEDED")) {
            return Refusal.UNSUPPORTED;
        }
        boolean otherReason = response.hasCode() && !response.hasCode("SASL");
        return Mechanisms.refusesBinding(mechanism, error, otherReason) ? Refusal.BINDING : null;
    }

    /** Why there are no candidates; the text names the property to change. */
    String objection(Server server, Credentials credentials, Upgrade upgrade, Link link) {
        List<Mechanism> usable = mechanisms.candidates(server, credentials);
        if (usable.isEmpty()) {
            String supported = mechanisms.order().isEmpty()
                    ? "those that this client supports"
                    : names.name("auth.mechanisms") + "=" + String.join(" ", mechanisms.order());
            String hint = upgrade == Upgrade.NOT_TRIED ? "; it may announce others over TLS" : "";
            return "no login at " + link.server() + ": the server announces "
                    + (server.offered().isEmpty()
                            ? "no login mechanism"
                            : "the login mechanisms " + server.offered() + ", none of them among " + supported)
                    + hint + mechanisms.adviceOnBinding(server);
        }
        return ClearTextLogin.objection(
                rule().of(usable.get(0), upgrade, link.location()), upgrade, link.server(), server.offered(), names);
    }
}
