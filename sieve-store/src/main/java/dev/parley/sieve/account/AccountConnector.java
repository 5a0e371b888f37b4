package dev.parley.sieve.account;

import dev.parley.login.LoginRequest;
import dev.parley.login.source.SecretSource;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.ServiceLookup;
import dev.parley.net.ServiceRecord;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Secret;
import dev.parley.settings.Endpoint;
import dev.parley.settings.ListedHost;
import dev.parley.settings.MailProperties;
import dev.parley.sieve.SieveReferralException;
import dev.parley.sieve.connection.SieveConnection;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.angus.mail.util.MailConnectException;

/**
 * Connects to an account: finds the server, also in a list of hosts, by the DNS and by referrals where configured, and logs
 * in.
 */
public final class AccountConnector {
    private static final int MOST_REFERRALS = 3;

    private final Store store;
    private final String protocol;
    private final boolean implicitTls;
    private final Session session;
    private final ConnectAttempt attempt;
    private AccountLogin login; // the last one; null: none
    private ListedHost reached; // null: not connected

    /** @param store for exceptions */
    public AccountConnector(
            Store store, String protocol, boolean implicitTls, Session session, ConnectAttempt attempt) {
        this.store = store;
        this.protocol = protocol;
        this.implicitTls = implicitTls;
        this.session = session;
        this.attempt = attempt;
    }

    /** Whether no mechanism without a password is configured. */
    public boolean needsPassword() {
        MailProperties properties = new MailProperties(protocol, session.getProperties());
        return !Mechanisms.haveSource(properties)
                && !Mechanisms.from(properties, List.of()).mayNeedNoPassword();
    }

    /** Of the hosts that {@link #connect} has as a list, the one that is used, with its port. */
    public ListedHost reached() {
        return reached;
    }

    /**
     * Connects to a host, or to the first of several that can be used. A login that a host rejects is final: the password
     * is not sent to the others.
     *
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    public ScriptAccount connect(String host, int port, String user, String password) throws MessagingException {
        if (Endpoint.isHost(host)) {
            return connect(new ListedHost(host, port), user, password, null);
        }
        List<MessagingException> failures = new ArrayList<>();
        for (ListedHost each : ListedHost.parse(host, property("host"))) {
            int own = each.port() == ListedHost.NO_PORT ? port : each.port();
            try {
                MessagingException before = failures.isEmpty() ? null : failures.get(failures.size() - 1);
                return connect(new ListedHost(each.host(), own), user, password, before);
            } catch (MessagingException e) {
                if (!mayTryNext(e)) {
                    failures.forEach(e::addSuppressed);
                    throw e;
                }
                failures.add(e);
            }
        }
        throw failures.size() == 1 ? failures.get(0) : AccountLogin.allFailed(failures, property("host"));
    }

    private boolean mayTryNext(MessagingException failure) {
        return login != null
                && login.failedBeforeLogin()
                && !(failure instanceof SieveReferralException)
                && !attempt.isAborted()
                && !attempt.deadline().hasPassed()
                && !Thread.currentThread().isInterrupted();
    }

    /** @param before the failure of the host before; null: none */
    private ScriptAccount connect(ListedHost to, String user, String password, MessagingException before)
            throws MessagingException {
        login = null;
        reached = to;
        String host = to.host();
        SieveUrl.Server server = new SieveUrl.Server(host, to.port(), Optional.of(user));
        Map<String, String> overrides = Map.of();
        for (int referrals = 0; ; referrals++) {
            MailProperties properties = new MailProperties(protocol, session.getProperties(), overrides);
            SieveSettings settings = SieveSettings.from(properties, implicitTls, server.host(), session);
            try {
                String authorization = settings.security().authorization();
                ScriptAccount.Name name = new ScriptAccount.Name(host, authorization.isEmpty() ? user : authorization);
                return new ScriptAccount(connect(settings, server, password, before), settings, name, store);
            } catch (SieveReferralException e) {
                if (!settings.server().followsReferrals()) {
                    throw e;
                }
                server = next(server, e, referrals);
                // A password is sent to another server only over TLS.
                overrides = Map.of("starttls.required", "true");
            }
        }
    }

    private static SieveUrl.Server next(SieveUrl.Server from, SieveReferralException referral, int referrals)
            throws SieveReferralException {
        if (referrals == MOST_REFERRALS) {
            throw new SieveReferralException(
                    referral, "not followed, since " + MOST_REFERRALS + " referrals were followed before");
        }
        SieveUrl.Server to = SieveUrl.server(referral.getUrl())
                .orElseThrow(() -> new SieveReferralException(
                        referral, "not followed, since it is not a sieve URL with a host (RFC 5804 s3)"));
        return new SieveUrl.Server(to.host(), to.port(), to.user().or(from::user));
    }

    /** Connects to the servers that the DNS names, one after another, until one accepts (RFC 5804 s1.8). */
    private SieveConnection connect(
            SieveSettings settings, SieveUrl.Server server, String password, MessagingException before)
            throws MessagingException {
        SecretSource source = settings.security().source();
        Credentials credentials = new Credentials(
                settings.security().authorization(),
                server.user().orElseThrow(),
                password == null || source != null ? null : Secret.of(password));
        String host = server.host();
        Endpoint itself = new Endpoint(host, settings.port(server.port()));
        Trace trace = open(settings, itself, credentials);
        if (before != null) {
            trace.decided(Topic.ROUTE, itself.toString(), AccountLogin.headline(before), property("host"));
        }
        SuppliedLogin supplied = null;
        if (source != null) {
            LoginRequest request = new LoginRequest(protocol, host, credentials.user(), false);
            supplied = new SuppliedLogin(source, request, itself, attempt);
            credentials = credentials.with(supplied.secret(trace));
            credentials.hideIn(trace);
        }
        boolean usesDns = settings.server().usesDns(server.port());
        List<Endpoint> found = usesDns ? places(settings, host, trace) : List.of();
        List<Endpoint> places = found.isEmpty() ? List.of(itself) : found;
        String because = (found.isEmpty() ? "the DNS has no SRV record" : "SRV record") + " _sieve._tcp." + host;
        for (int i = 0; ; i++) {
            Endpoint place = places.get(i);
            if (usesDns) {
                trace.decided(Topic.ROUTE, place.toString(), because, property("srv"));
            }
            String identity = ServiceLookup.identity(host, place.host());
            try {
                login = new AccountLogin(settings, trace, place, identity, attempt);
                return login.run(credentials);
            } catch (MailConnectException e) {
                if (i == places.size() - 1 || attempt.deadline().hasPassed()) {
                    throw e;
                }
                trace = open(settings, itself, credentials);
            } catch (AuthenticationFailedException e) {
                if (supplied == null || attempt.isAborted()) {
                    throw e;
                }
                trace = open(settings, itself, credentials);
                Credentials other = credentials.with(supplied.other(credentials.password(), e, trace));
                other.hideIn(trace);
                login = new AccountLogin(settings, trace, place, identity, attempt);
                return login.run(other);
            }
        }
    }

    private List<Endpoint> places(SieveSettings settings, String host, Trace trace) throws MessagingException {
        List<Endpoint> places = new ArrayList<>();
        try {
            for (ServiceRecord each : ServiceLookup.find(
                    "_sieve._tcp", host, settings.server().dns().orElseThrow(), attempt)) {
                places.add(each.target());
            }
        } catch (IOException e) {
            throw dnsFailure(e, trace);
        }
        return places;
    }

    private MessagingException dnsFailure(IOException failure, Trace trace) {
        String why = failure.getMessage();
        trace.failed("looking up the server in the DNS", why);
        trace.closed("no connection");
        return trace.withTrail(new MessagingException(why + "; " + property("srv") + " requires this lookup", failure));
    }

    /** A server may know the password before the login, and repeat it. */
    private Trace open(SieveSettings settings, Endpoint server, Credentials credentials) {
        Trace trace = settings.trace()
                .open(session.getDebugOut(), protocol, server.host(), server.port(), credentials.names());
        credentials.hideIn(trace);
        return trace;
    }

    private String property(String suffix) {
        return "mail." + protocol + "." + suffix;
    }
}
