package dev.parley.smtp.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.Link;
import dev.parley.settings.Compatibility;
import dev.parley.settings.StartTls;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.HelloVerb;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.tls.TlsUpgrade;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.trace.Verification;
import java.io.IOException;
import java.time.Duration;

/**
 * The start of a connection: greeting, EHLO, STARTTLS and AUTH.
 *
 * <ol>
 *   <li>TLS, where it is implicit; the greeting;
 *   <li>EHLO, or HELO where the server does not support EHLO;
 *   <li>STARTTLS and EHLO again, as {@link TlsPolicy} decides: the capabilities before TLS are forgotten;
 *   <li>the login.
 * </ol>
 */
final class ConnectionSetup {
    private final String host;
    private final Link link;
    private final Trace trace;
    private final Pipeline pipeline;
    private final ConnectionSettings settings;
    private final String localName;
    private String serverName;

    ConnectionSetup(String host, Link link, Pipeline pipeline, ConnectionSettings settings) {
        this.host = host;
        this.serverName = host;
        this.link = link;
        this.trace = link.trace();
        this.pipeline = pipeline;
        this.settings = settings;
        String configured = settings.session().localName();
        this.localName = configured != null ? configured : LocalName.of(link.localAddress());
    }

    Capabilities run() throws SetupException, ConnectionBrokenException {
        begin();
        Capabilities offered = startTls(hello());
        require(offered, true, "");
        new Login(link, pipeline, settings, host).run(offered);
        return offered;
    }

    /** TLS, where it is implicit, and the greeting. */
    void begin() throws SetupException, ConnectionBrokenException {
        if (settings.security().implicitTls()) {
            secure(true, SmtpPhase.CONNECT);
        }
        greeting();
    }

    /** The first word of the greeting (RFC 5321 s4.2); before that, the host. */
    String serverName() {
        return serverName;
    }

    private void greeting() throws SetupException, ConnectionBrokenException {
        Reply greeting = pipeline.greeting();
        if (!greeting.isPositive()) {
            throw new SetupException(
                    SmtpPhase.GREETING, greeting, link.server() + " rejected the connection: " + greeting);
        }
        String text = Reply.text(greeting.lines().get(0));
        int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
        serverName = end == 0 ? host : text.substring(0, end);
    }

    /** Sends EHLO, LHLO or HELO, and checks that the server has what is configured. */
    private Capabilities hello() throws SetupException, ConnectionBrokenException {
        if (settings.session().hello() == HelloVerb.HELO) {
            trace.decided(
                    Topic.HELLO, "HELO", "EHLO is disabled", settings.names().name("ehlo") + "=false");
            return helo("EHLO is disabled by " + settings.names().name("ehlo") + "=false");
        }
        boolean lmtp = settings.session().hello() == HelloVerb.LHLO;
        Reply ehlo = pipeline.exchange(
                lmtp ? new Command.Hello(HelloVerb.LHLO, localName) : new Command.Hello(HelloVerb.EHLO, localName));
        if (ehlo.isPositive()) {
            Capabilities offered = offered(ehlo);
            require(offered, link.tls().isPresent(), "");
            return offered;
        }
        if (lmtp || !HelloPolicy.triesHelo(ehlo, settings.compatibility())) {
            String other = lmtp ? otherProtocol(ehlo) : "";
            throw new SetupException(
                    SmtpPhase.HELLO,
                    ehlo,
                    link.server() + " rejected " + settings.session().hello() + ": " + ehlo + other);
        }
        decideHelo(ehlo);
        try {
            return helo("reply to EHLO: " + ehlo);
        } catch (SetupException e) {
            throw e.with(otherProtocol(e.reply() == null ? ehlo : e.reply()));
        }
    }

    /**
     * Sends the command of the other protocol (RFC 2033 s4.1) to a server that does not support EHLO or LHLO: only the
     * reply to it distinguishes SMTP from LMTP.
     *
     * @return what the server is and what to do, where it accepts that command; otherwise nothing
     */
    private String otherProtocol(Reply rejection) {
        boolean lmtp = settings.session().hello() == HelloVerb.LHLO;
        boolean afterStartTls = link.tls().isPresent() && !settings.security().implicitTls();
        try {
            if (afterStartTls
                    || !HelloPolicy.isUnknownCommand(rejection)
                    || !pipeline.exchange(
                                    lmtp
                                            ? new Command.Hello(HelloVerb.EHLO, localName)
                                            : new Command.Hello(HelloVerb.LHLO, localName))
                            .isPositive()) {
                return "";
            }
        } catch (ConnectionBrokenException e) {
            return ""; // The rejection is the error.
        }
        return lmtp
                ? "; the server accepts EHLO, so it is an SMTP server: use the protocol smtp"
                : "; the server accepts LHLO, so it is an LMTP server: use the protocol lmtp";
    }

    private void decideHelo(Reply ehlo) {
        if (HelloPolicy.triesHelo(ehlo, Compatibility.NONE)) {
            trace.decided(Topic.HELLO, "HELO", "the server does not support EHLO");
        } else {
            trace.decided(
                    Topic.HELLO,
                    "HELO",
                    "the server rejected EHLO",
                    settings.names().name("compatibility") + "=angus");
        }
    }

    /** The announced extensions, without those that {@code mail.<protocol>.disable} lists. */
    Capabilities offered(Reply ehlo) {
        Capabilities all = Capabilities.of(ehlo);
        Capabilities wanted = all.without(settings.session().disabled());
        trace.offered(wanted.lines());
        if (wanted != all) {
            String property = settings.names().name("disable");
            trace.decided(
                    Topic.HELLO,
                    "without " + String.join(" ", settings.session().disabled()),
                    "it is configured",
                    property);
        }
        return wanted;
    }

    private Capabilities helo(String why) throws SetupException, ConnectionBrokenException {
        require(Capabilities.NONE, link.tls().isPresent(), " (" + why + ", and HELO has no extensions)");
        Reply helo = pipeline.exchange(new Command.Hello(HelloVerb.HELO, localName));
        if (!helo.isPositive()) {
            throw new SetupException(
                    SmtpPhase.HELLO, helo, link.server() + " rejected HELO: " + helo + " (" + why + ")");
        }
        return Capabilities.NONE;
    }

    private void require(Capabilities offered, boolean settled, String why) throws SetupException {
        String missing = HelloPolicy.missing(offered, settled, link.server(), settings);
        if (!missing.isEmpty()) {
            throw new SetupException(SmtpPhase.HELLO, missing + why);
        }
    }

    private Capabilities startTls(Capabilities offered) throws SetupException, ConnectionBrokenException {
        TlsPolicy policy =
                TlsPolicy.of(offered.has(Extension.STARTTLS), link.tls().isPresent(), settings);
        if (policy == TlsPolicy.NONE) {
            warnOfClearLink(offered);
            return offered;
        }
        if (policy == TlsPolicy.LENIENT) {
            trace.decided(
                    Topic.TLS,
                    "STARTTLS",
                    "a password will be sent and the server offers STARTTLS",
                    settings.names().name("starttls.enable") + " is not set");
        }
        Reply reply = pipeline.exchange(Command.Word.STARTTLS);
        if (reply.isPositive()) {
            secure(policy == TlsPolicy.STRICT, SmtpPhase.STARTTLS);
            return hello();
        }
        if (policy == TlsPolicy.STRICT) {
            throw new SetupException(SmtpPhase.STARTTLS, reply, link.server() + " rejected STARTTLS: " + reply);
        }
        trace.warned(
                Topic.TLS,
                "the server rejected STARTTLS, and the connection continues without TLS",
                settings.names().name("starttls.required"));
        warnOfRestriction();
        return offered;
    }

    private void warnOfClearLink(Capabilities offered) {
        if (link.tls().isPresent()) {
            return;
        }
        warnOfRestriction();
        String enable = settings.names().name("starttls.enable");
        if (settings.security().startTls() == StartTls.ENABLED) {
            trace.warned(
                    Topic.TLS,
                    "the server does not offer STARTTLS, and the connection continues without TLS",
                    enable + "=true");
        } else if (settings.security().login().credentials() != null && offered.has(Extension.STARTTLS)) {
            String why = settings.security().startTls() == StartTls.OFF
                    ? enable + "=false"
                    : settings.names().name("compatibility") + "=angus";
            trace.warned(
                    Topic.TLS,
                    "the server offers STARTTLS, which is not used: the login may reveal the password or token",
                    why);
        } else if (settings.security().login().credentials() != null) {
            trace.warned(
                    Topic.TLS,
                    "the server does not offer STARTTLS: the login may reveal the password or token",
                    settings.names().name("auth.cleartext"));
        }
    }

    /** A connection without TLS is permitted although the certificate is restricted. */
    private void warnOfRestriction() {
        String restriction = settings.security().tls().restriction();
        if (restriction != null && !link.isUnixSocket()) {
            trace.warned(
                    Topic.TLS,
                    "the connection is without TLS although " + restriction + " is set",
                    StartTls.permission(settings.names()));
        }
    }

    void secure(boolean strict, SmtpPhase phase) throws ConnectionBrokenException {
        try {
            Duration limit = link.timeouts().reply(SmtpPhase.STARTTLS);
            link.secure(new TlsUpgrade(settings.security().tls(), host, strict), limit);
        } catch (IOException e) {
            throw pipeline.broken(phase, e);
        }
        Verification verification = link.tls().orElseThrow().verification();
        boolean unchecked = !strict && verification instanceof Verification.Delegated own && !own.identityChecked();
        if (verification instanceof Verification.Failed || unchecked) {
            trace.warned(
                    Topic.TLS,
                    "the server's identity is not verified: "
                            + (verification instanceof Verification.Failed failed ? failed.why() : verification),
                    settings.names().name("starttls.enable") + "=true makes this an error");
        }
    }
}
