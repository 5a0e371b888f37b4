package dev.parley.smtp;

import dev.parley.settings.MailProperties;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * The setters and getters of Angus Mail's transport. Each stands for a property, and what a setter has set overrides
 * the property's value; both count until the next connect or send.
 */
class TransportOptions extends SMTPTransport {
    private final String protocol;
    private final Map<String, String> overrides = new ConcurrentHashMap<>();

    TransportOptions(Session session, URLName url, String protocol, boolean tls) {
        super(session, standard(url), protocol, tls);
        this.protocol = url == null ? protocol : standard(url).getProtocol();
    }

    /** {@code parley} is {@code smtp} under a name that nobody else registers, and so everything else calls it smtp. */
    private static URLName standard(URLName url) {
        if (url == null) {
            return null;
        }
        String standard = switch (url.getProtocol()) {
            case "parley" -> "smtp";
            case "parleys" -> "smtps";
            default -> url.getProtocol();
        };
        return new URLName(standard, url.getHost(), url.getPort(), url.getFile(), url.getUsername(), url.getPassword());
    }

    /** The properties as they are now. */
    MailProperties properties() {
        return new MailProperties(protocol, session.getProperties(), overrides);
    }

    String protocol() {
        return protocol;
    }

    @Override
    public String getLocalHost() {
        return text("localhost");
    }

    @Override
    public void setLocalHost(String localhost) {
        say("localhost", localhost);
    }

    @Override
    public String getAuthorizationId() {
        return text("sasl.authorizationid");
    }

    @Override
    public void setAuthorizationID(String authzid) {
        say("sasl.authorizationid", authzid);
    }

    @Override
    public boolean getSASLEnabled() {
        return properties().flag("sasl.enable", false);
    }

    @Override
    public void setSASLEnabled(boolean enableSASL) {
        say("sasl.enable", String.valueOf(enableSASL));
    }

    @Override
    public String getSASLRealm() {
        return properties()
                .text("sasl.realm")
                .or(() -> properties().text("saslrealm"))
                .orElse(null);
    }

    @Override
    public void setSASLRealm(String saslRealm) {
        say("sasl.realm", saslRealm);
    }

    @Override
    public boolean getUseCanonicalHostName() {
        return properties().flag("sasl.usecanonicalhostname", false);
    }

    @Override
    public void setUseCanonicalHostName(boolean useCanonicalHostName) {
        say("sasl.usecanonicalhostname", String.valueOf(useCanonicalHostName));
    }

    @Override
    public String[] getSASLMechanisms() {
        List<String> mechanisms = properties().words("sasl.mechanisms");
        return mechanisms.isEmpty() ? null : mechanisms.toArray(String[]::new);
    }

    @Override
    public void setSASLMechanisms(String[] mechanisms) {
        say("sasl.mechanisms", mechanisms == null ? null : String.join(" ", mechanisms));
    }

    @Override
    public String getNTLMDomain() {
        return text("auth.ntlm.domain");
    }

    @Override
    public void setNTLMDomain(String ntlmDomain) {
        say("auth.ntlm.domain", ntlmDomain);
    }

    @Override
    public boolean getReportSuccess() {
        return properties().flag("reportsuccess", false);
    }

    @Override
    public void setReportSuccess(boolean reportSuccess) {
        say("reportsuccess", String.valueOf(reportSuccess));
    }

    @Override
    public boolean getStartTLS() {
        return properties().flag("starttls.enable", false);
    }

    @Override
    public void setStartTLS(boolean useStartTLS) {
        say("starttls.enable", String.valueOf(useStartTLS));
    }

    @Override
    public boolean getRequireStartTLS() {
        return properties().flag("starttls.required", false);
    }

    @Override
    public void setRequireStartTLS(boolean requireStartTLS) {
        say("starttls.required", String.valueOf(requireStartTLS));
    }

    /**
     * {@code mail.<protocol>.userset} (true, false; false): asking whether the link stands sends RSET, not NOOP
     */
    @Override
    public boolean getUseRset() {
        return properties().flag("userset", false);
    }

    @Override
    public void setUseRset(boolean useRset) {
        say("userset", String.valueOf(useRset));
    }

    /**
     * {@code mail.<protocol>.noop.strict} (true, false; true): when it is asked whether the link stands, any reply but
     * 250 means no
     */
    @Override
    public boolean getNoopStrict() {
        return properties().flag("noop.strict", true);
    }

    @Override
    public void setNoopStrict(boolean noopStrict) {
        say("noop.strict", String.valueOf(noopStrict));
    }

    private String text(String suffix) {
        return properties().text(suffix).orElse(null);
    }

    private void say(String suffix, String value) {
        if (value == null) {
            overrides.remove(suffix);
        } else {
            overrides.put(suffix, value);
        }
    }
}
