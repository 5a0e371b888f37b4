package dev.parley.smtp.send;

import dev.parley.smtp.connection.SmtpConnection;
import jakarta.mail.MessagingException;

/** The dialog of a transport, and another one in the place of one that was kept too long. */
public interface Connection {
    SmtpConnection dialog();

    /** Connects afresh, with the settings of the connection that turned out to be dead. */
    SmtpConnection again() throws MessagingException;
}
