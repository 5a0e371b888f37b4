package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPProvider;
import org.eclipse.angus.mail.smtp.SMTPSSLProvider;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;

class ParleyTest {
    private final Properties properties = new Properties();
    private final Session session = angus(properties);

    @Test
    void installedItServesBothProtocols() throws Exception {
        assertEquals("SMTPTransport", transport("smtp"));
        assertEquals("SMTPSSLTransport", transport("smtps"));
        Parley.install(session);
        Parley.install(session);
        assertEquals("SmtpTransport", transport("smtp"));
        assertEquals("SmtpsTransport", transport("smtps"));
    }

    @Test
    void otherSessionsAndProtocolsStayAsTheyAre() throws Exception {
        Session other = angus(new Properties());
        Parley.install(session);
        assertEquals("SMTPTransport", other.getTransport("smtp").getClass().getSimpleName());
        assertEquals("IMAPStore", session.getStore("imap").getClass().getSimpleName());
    }

    @Test
    void itIsStrongerThanAClassNamedBefore() throws Exception {
        properties.put("mail.smtp.class", SMTPTransport.class.getName());
        Parley.install(session);
        assertEquals("SmtpTransport", transport("smtp"));
        assertEquals(SmtpTransport.class.getName(), properties.get("mail.smtp.class"));
    }

    private String transport(String protocol) throws Exception {
        return session.getTransport(protocol).getClass().getSimpleName();
    }

    /** A Session as it is where Angus's registration came first. */
    private static Session angus(Properties properties) {
        try {
            Session session = Session.getInstance(properties);
            session.setProvider(new SMTPProvider());
            session.setProvider(new SMTPSSLProvider());
            return session;
        } catch (NoSuchProviderException e) {
            throw new AssertionError(e);
        }
    }
}
