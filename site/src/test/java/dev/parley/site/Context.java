package dev.parley.site;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** The names that the code in the pages uses without a declaration: those of the application. */
public abstract class Context {
    /** A client of an authorization server. */
    public interface TokenClient {
        String accessToken(String user);
    }

    protected Properties properties;
    protected Session session;
    protected MimeMessage message;
    protected String password;
    protected TokenClient msal;
}
