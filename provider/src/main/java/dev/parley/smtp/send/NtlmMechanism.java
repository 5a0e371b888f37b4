package dev.parley.smtp.send;

import dev.parley.sasl.Credentials;
import dev.parley.sasl.Exchange;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Secret;
import dev.parley.sasl.Server;
import dev.parley.settings.MailProperties;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.commons.codec.binary.Base64;
import org.eclipse.angus.mail.auth.Ntlm;
import org.eclipse.angus.mail.util.MailLogger;

/**
 * NTLM, as in Angus Mail; the last mechanism that is tried: {@code mail.<protocol>.auth.ntlm.disable} (true, false; false):
 * NTLM is not tried, unless {@code auth.mechanisms} names it
 *
 * @param domain {@code mail.<protocol>.auth.ntlm.domain} (text; none): the NTLM domain
 * @param flags {@code mail.<protocol>.auth.ntlm.flags} (number; 0): additional flags of the first message
 * @param v2 {@code mail.<protocol>.auth.ntlm.v2} (true, false; true): false uses NTLM version 1
 * @param workstation the name of this machine
 */
record NtlmMechanism(String domain, int flags, boolean v2, String workstation) implements Mechanism {
    /** Angus Mail's class logs values that it derives from the password. */
    private static final Logger SILENT = Logger.getLogger(NtlmMechanism.class.getName());

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    static {
        SILENT.setLevel(Level.OFF);
    }

    static NtlmMechanism from(MailProperties properties) {
        return new NtlmMechanism(
                properties.text("auth.ntlm.domain").orElse(""),
                properties.number("auth.ntlm.flags").orElse(0),
                properties.flag("auth.ntlm.v2", true),
                properties.text("localhost").orElse("localhost"));
    }

    @Override
    public String name() {
        return "NTLM";
    }

    @Override
    public int strength() {
        return 0;
    }

    @Override
    public boolean showsPassword() {
        return false;
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        credentials.requireOwnIdentity(name());
        return new Messages(credentials);
    }

    /** The first message is the initial response; the third one answers the server's. */
    private final class Messages implements Exchange {
        private final Ntlm ntlm;
        private final Secret first;
        private boolean repeated;
        private boolean answered;

        Messages(Credentials credentials) {
            String password = new String(credentials.password().octets(), StandardCharsets.UTF_8);
            MailLogger quiet = new MailLogger(SILENT.getName(), "", false, NOWHERE);
            this.ntlm = new Ntlm(domain, workstation, credentials.user(), password, quiet);
            this.first = Secret.of(Base64.decodeBase64(ntlm.generateType1Msg(flags, v2)));
        }

        @Override
        public Optional<Secret> initialResponse() {
            return Optional.of(first);
        }

        @Override
        public Secret answer(byte[] challenge) throws ExchangeException {
            if (challenge.length == 0 && !repeated) {
                repeated = true;
                return first;
            }
            if (answered) {
                throw new ExchangeException("the server sent a challenge to which NTLM has no response");
            }
            answered = true;
            try {
                return Secret.of(Base64.decodeBase64(ntlm.generateType3Msg(Base64.encodeBase64String(challenge))));
            } catch (RuntimeException e) {
                throw new ExchangeException("NTLM: the server's challenge is invalid");
            }
        }
    }
}
