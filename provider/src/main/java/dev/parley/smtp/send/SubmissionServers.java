package dev.parley.smtp.send;

import dev.parley.net.ConnectAttempt;
import dev.parley.net.ServiceLookup;
import dev.parley.net.ServiceRecord;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.smtp.connection.ConnectionSettings;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds the servers of a domain for mail submission in the DNS, where {@code mail.<protocol>.srv} requires it (RFC 6186
 * s3.1, RFC 8314 s5.1).
 *
 * <p>A server is used only with TLS, since the RFCs require to ignore a service that does not protect the login: with TLS
 * from the first octet for {@code _submissions}, with STARTTLS for {@code _submission}. This also applies to the host
 * itself, which is used where it has no record: otherwise a forged reply would be a way around TLS.
 *
 * <p>RFC 8314 s5.1 forbids a user agent to look up unsigned records on every connection attempt. The JDK does not report
 * DNSSEC; here the application requires the lookup by a property, and the certificate must name the server within the
 * domain, or the domain (RFC 6186 s6): a forged record leads only to servers to which a forged address leads, too.
 */
public final class SubmissionServers {
    /** TLS from the first octet. */
    private static final String SUBMISSIONS = "_submissions._tcp";

    /** STARTTLS. */
    private static final String SUBMISSION = "_submission._tcp";

    private static final String PHASE = "looking up the server in the DNS";

    private final SmtpSettings itself;
    private final ConnectAttempt attempt;
    private final List<ServiceRecord> records = new ArrayList<>();

    /** Why a service has no record, for each that has none. */
    private final List<String> missing = new ArrayList<>();

    /** Whether the domain declares that it does not have one of the services. */
    private boolean denied;

    private SubmissionServers(SmtpSettings itself, ConnectAttempt attempt) {
        this.itself = itself;
        this.attempt = attempt;
    }

    /**
     * Whether the DNS names the server: not where a port is given.
     *
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    public static boolean areWanted(MailProperties properties, Target target) {
        if (ServiceLookup.dns(properties).isEmpty()) {
            return false;
        }
        if (target.protocol().equals("lmtp")) {
            throw new IllegalArgumentException(
                    properties.setting("srv") + " cannot be used: no SRV record is defined for LMTP; set "
                            + properties.name("host") + " and " + properties.name("port"));
        }
        if (target.port() != -1 || properties.number("port").isPresent()) {
            return false;
        }
        if (!target.hasList()) {
            return true;
        }
        for (Target each : target.each(properties.name("host"))) {
            if (each.port() == -1) {
                throw new IllegalArgumentException(properties.setting("srv") + " requires one host, but "
                        + properties.name("host") + " (or the host of connect) is the list " + target.host()
                        + ": add a port to each host, or set " + properties.name("srv") + "=false");
            }
        }
        return false;
    }

    /**
     * The servers to try, in this order.
     *
     * @param itself the settings for a connection to the host itself
     * @param attempt which the lookup is a part of
     * @throws MessagingException when the lookup fails, or the domain declares that it has no such server
     * @throws IllegalArgumentException naming the properties that exclude each other
     */
    public static List<SmtpSettings> find(SmtpSettings itself, String protocol, Session session, ConnectAttempt attempt)
            throws MessagingException {
        SubmissionServers servers = new SubmissionServers(itself, attempt);
        try {
            servers.lookUp();
            return servers.settings();
        } catch (IOException e) {
            throw failure(e, itself, protocol, session);
        }
    }

    private void lookUp() throws IOException {
        MailProperties names = itself.connection().names();
        ConnectionSettings.Security security = itself.connection().security();
        if (!security.implicitTls() && security.startTls() == StartTls.OFF) {
            throw new IllegalArgumentException(names.setting("srv") + " and " + names.name("starttls.enable")
                    + "=false exclude each other: a server that the DNS names is used only with TLS");
        }
        String dns = ServiceLookup.dns(names).orElseThrow();
        lookUp(SUBMISSIONS, dns);
        if (!security.implicitTls()) {
            lookUp(SUBMISSION, dns);
        }
        if (records.isEmpty() && denied) {
            throw new IOException(itself.server().host() + " offers no server for mail submission: "
                    + String.join(", and ", missing) + " (" + names.setting("srv") + ")");
        }
        // Within one priority, the services stay in the order in which they were looked up: RFC 8314 s3 recommends
        // implicit TLS, and weights count only within one service (RFC 6186 s3.4).
        Collections.sort(records);
    }

    private void lookUp(String service, String dns) throws IOException {
        try {
            List<ServiceRecord> found =
                    ServiceLookup.find(service, itself.server().host(), dns, attempt);
            records.addAll(found);
            if (found.isEmpty()) {
                missing.add("the DNS has no SRV record " + service + "."
                        + itself.server().host());
            }
        } catch (ServiceRecord.NotOfferedException e) {
            denied = true;
            missing.add(e.getMessage());
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + "; " + itself.connection().names().setting("srv") + " requires this lookup", e);
        }
    }

    private List<SmtpSettings> settings() {
        SmtpSettings.Server host = itself.server();
        ConnectionSettings.Security security = itself.connection().security();
        List<SmtpSettings> servers = new ArrayList<>();
        for (ServiceRecord each : records) {
            String because = "SRV record " + each.name() + (denied ? "; " + missing.get(0) : "");
            SmtpSettings.Discovery discovery = new SmtpSettings.Discovery(host.host(), because);
            String identity = ServiceLookup.identity(host.host(), each.target().host());
            servers.add(itself.with(
                    new SmtpSettings.Server(each.target().host(), each.target().port(), null, discovery),
                    each.name().startsWith(SUBMISSIONS)
                            ? security.withImplicitTls(identity)
                            : security.withStartTls(identity)));
        }
        if (servers.isEmpty()) {
            servers.add(itself.with(
                    new SmtpSettings.Server(
                            host.host(),
                            host.port(),
                            null,
                            new SmtpSettings.Discovery(host.host(), String.join(", and ", missing))),
                    security.implicitTls() ? security : security.withStartTls(host.host())));
        }
        return servers;
    }

    private static MessagingException failure(
            IOException failure, SmtpSettings itself, String protocol, Session session) {
        Trace trace = itself.openTrace(session, protocol);
        String why = failure.getMessage();
        trace.failed(PHASE, why);
        trace.closed("no connection");
        return trace.withTrail(
                BriefException.of(why + trace.advice(PHASE, why, false), (Exception) failure.getCause()));
    }
}
