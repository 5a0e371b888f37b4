package dev.parley.smtp.send;

import dev.parley.net.ConnectAttempt;
import dev.parley.net.Connector;
import dev.parley.settings.Endpoint;
import dev.parley.settings.ListedHost;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The server and the login: from the arguments of connect, then the URLName, then the Session, as in Jakarta Mail. */
public record Target(String protocol, String host, int port, String user, String password) {

    public static Target of(
            String protocol, URLName url, Session session, String host, int port, String user, String password) {
        String name =
                firstOf(user, url.getUsername(), property(session, protocol, "user"), System.getProperty("user.name"));
        boolean sameUser = user == null || user.equals(url.getUsername());
        return new Target(
                protocol,
                firstOf(host, url.getHost(), property(session, protocol, "host")),
                port != -1 ? port : url.getPort(),
                name,
                password == null && sameUser ? url.getPassword() : password);
    }

    /** Whether the user is not that of the operating system, which is the last choice, and which the URL of a Service has. */
    public static boolean hasUser(String protocol, URLName url, Session session, String user) {
        String ofUrl = url.getUsername();
        return user != null
                || property(session, protocol, "user") != null
                || ofUrl != null && !ofUrl.equals(System.getProperty("user.name"));
    }

    /** The same target with another user, and without a password. */
    public Target withUser(String other) {
        return new Target(protocol, host, port, other, null);
    }

    public URLName url() {
        return new URLName(protocol, host, port, null, user, password);
    }

    private URLName withoutPassword() {
        return new URLName(protocol, host, port, null, user, null);
    }

    /**
     * The same target with the password that the Session remembers of an earlier connect, if any.
     *
     * @param attempt which the lookup of the host is a part of
     */
    Target remembered(Session session, ConnectAttempt attempt) throws MessagingException {
        PasswordAuthentication saved = session.getPasswordAuthentication(key(attempt));
        return saved != null && (user == null || user.equals(saved.getUserName())) ? as(saved) : this;
    }

    /** Lets the Session remember the password, unless the lookup ends early: then the Session asks for it again. */
    void save(Session session, ConnectAttempt attempt) {
        try {
            session.setPasswordAuthentication(key(attempt), new PasswordAuthentication(user, password));
        } catch (MessagingException e) {
            // The connection is open, and can be used.
        }
    }

    /**
     * The key of a password. Its hash code has the address of the host: the Session would look it up under its own lock,
     * which nothing ends, and block the other connects.
     */
    @SuppressWarnings("ReturnValueIgnored")
    private URLName key(ConnectAttempt attempt) throws MessagingException {
        URLName key = withoutPassword();
        if (host != null) {
            lookUp(attempt);
        }
        key.hashCode(); // The JDK has the address, and the key keeps it.
        return key;
    }

    /** @return null: the host has no address */
    private InetAddress lookUp(ConnectAttempt attempt) throws MessagingException {
        try {
            return Connector.addresses(host, attempt)[0];
        } catch (UnknownHostException e) {
            return null;
        } catch (IOException e) {
            throw new MessagingException("no connection to " + host + ": looking up the host: " + e.getMessage(), e);
        }
    }

    /**
     * The same target with the login that the Session's Authenticator returns; null when it returns none.
     *
     * @param attempt which the lookup of the host is a part of
     */
    Target authenticated(Session session, ConnectAttempt attempt) throws MessagingException {
        PasswordAuthentication answer =
                session.requestPasswordAuthentication(address(attempt), port, protocol, null, user);
        return answer == null ? null : as(answer);
    }

    @Override
    public String toString() {
        return withoutPassword().toString();
    }

    private Target as(PasswordAuthentication who) {
        return new Target(protocol, host, port, who.getUserName(), who.getPassword());
    }

    /** Whether the host is a list, or has a port of its own. */
    public boolean hasList() {
        return host != null && !Endpoint.isHost(host);
    }

    /**
     * A target for each host of the list.
     *
     * @param property that may have the list
     * @throws IllegalArgumentException naming the property whose value cannot be used
     */
    public List<Target> each(String property) {
        List<Target> targets = new ArrayList<>();
        for (ListedHost each : ListedHost.parse(host, property)) {
            int own = each.port() == ListedHost.NO_PORT ? port : each.port();
            targets.add(new Target(protocol, each.host(), own, user, password));
        }
        return targets;
    }

    /** The same target with one host. */
    public Target at(String one, int itsPort) {
        return new Target(protocol, one, itsPort, user, password);
    }

    /** Null: unknown, or one of several. */
    private InetAddress address(ConnectAttempt attempt) throws MessagingException {
        return hasList() || host == null ? null : lookUp(attempt);
    }

    private static String property(Session session, String protocol, String name) {
        return firstOf(session.getProperty("mail." + protocol + "." + name), session.getProperty("mail." + name));
    }

    private static String firstOf(String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
