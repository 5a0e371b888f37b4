package dev.parley.sasl;

import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.settings.MailProperties;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * The mechanisms of one login, one after another. The connection sends the commands:
 *
 * <ol>
 *   <li>{@link #begin}, then the {@link #exchange} with the server;
 *   <li>after a rejection, {@link #mayContinue} with its meaning; where it is true, {@link #begin} again.
 * </ol>
 */
public final class LoginAttempts {
    private final List<Mechanism> rest;
    private final Credentials credentials;
    private final Server server;
    private final Trace trace;
    private final MailProperties names;
    private Mechanism mechanism;
    private Exchange exchange; // null: not begun
    private Rejection rejection; // the last one; null: none
    private String warning; // null: none

    private record Rejection(Mechanism refused, Refusal why) {}

    /** @param candidates at least one mechanism, in order */
    public LoginAttempts(
            List<Mechanism> candidates, Credentials credentials, Server server, Trace trace, MailProperties names) {
        this.rest = new ArrayList<>(candidates);
        this.mechanism = rest.remove(0);
        this.credentials = credentials;
        this.server = server;
        this.trace = trace;
        this.names = names;
    }

    /**
     * Begins the exchange of the mechanism, or of the next one that can carry the credentials. After a rejection, only one
     * that {@link Mechanisms#after} permits is next: what was skipped as unsafe stays skipped.
     *
     * @throws ExchangeException when no further mechanism can
     */
    public void begin() throws ExchangeException {
        while (true) {
            try {
                exchange = mechanism.begin(credentials, server);
                if (mechanism.bindsChannel()) {
                    traceBinding();
                }
                return;
            } catch (ExchangeException e) {
                Mechanism next = next();
                if (next == null) {
                    throw e;
                }
                trace.decided(Topic.AUTH, "not " + mechanism.name(), e.getMessage());
                select(next);
            }
        }
    }

    private void traceBinding() {
        ChannelBinding binding = server.binding();
        if (binding != null) {
            trace.decided(Topic.AUTH, "channel binding " + binding.type(), binding.because());
        }
    }

    public Mechanism mechanism() {
        return mechanism;
    }

    public Exchange exchange() {
        return exchange;
    }

    /** The reason of the rejection that the server sent inside the exchange, without secrets; null: none. */
    public String reason() {
        String text = exchange.reason().orElse(null);
        return text == null ? null : trace.forException(text);
    }

    /**
     * Selects the mechanism to try after a rejection.
     *
     * @param why the meaning of the rejection; null: no other mechanism may be tried
     * @return false where the rejection ends the login
     */
    public boolean mayContinue(Refusal why) {
        if (why == null) {
            warning = null;
            return false;
        }
        rejection = new Rejection(mechanism, why);
        Mechanism next = next();
        if (next == null) {
            boolean mayBeRelay = why == Refusal.BINDING || why == Refusal.UNSUPPORTED;
            warning = mayBeRelay && mechanism.bindsChannel() ? unverified() : null;
            return false;
        }
        select(next);
        return true;
    }

    /** The mechanism to try next; null: none. */
    private Mechanism next() {
        if (rejection == null) {
            return rest.isEmpty() ? null : rest.get(0);
        }
        return Mechanisms.after(
                        rejection.refused, rejection.why, rest, server.peer().identityProven())
                .orElse(null);
    }

    private void select(Mechanism next) {
        if (rejection != null && rejection.refused.bindsChannel() && !next.bindsChannel()) {
            trace.warned(Topic.AUTH, Mechanisms.unbound(rejection.refused, next), names.name("auth.mechanisms"));
        }
        rest.remove(next);
        mechanism = next;
    }

    /**
     * Why no mechanism followed a rejected one with channel binding, and what to do; null: not for this reason. A relay on
     * an unverified connection causes such a rejection, to get a login that it can use itself.
     */
    public String warning() {
        return warning;
    }

    private String unverified() {
        for (Mechanism next : rest) {
            if (!server.peer().identityProven() && !next.bindsChannel() && !next.showsPassword()) {
                return next.name() + " was not tried after " + mechanism.name()
                        + ", because the server's certificate is"
                        + " not verified and a relay may have caused the rejection: make the certificate trusted, or set "
                        + names.name("auth.mechanisms") + "=" + next.name() + " ("
                        + names.setting("auth.mechanisms") + ")";
            }
        }
        return null;
    }
}
