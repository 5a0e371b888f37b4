package dev.parley.smtp.command;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.QueryVerb;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.send.AsciiDomain;
import dev.parley.wire.Text;
import jakarta.mail.MessagingException;

/**
 * Sends VRFY, EXPN, HELP and ETRN. VRFY, EXPN and HELP are sent even if the server does not announce them: a client need not
 * check for VRFY (RFC 5321 s3.5.2), and a rejection is a result.
 */
public final class Queries {
    /** RFC 5321 s4.5.3.1.4, with CRLF. RFC 6531 s3.1 allows more for MAIL only. */
    private static final int LONGEST_LINE = 512;

    private Queries() {}

    /**
     * Sends a command and reads its reply.
     *
     * @param argument null for HELP without a topic
     * @throws IllegalArgumentException when the argument is invalid; nothing was sent
     * @throws MessagingException when the server does not announce an extension that is necessary; nothing was sent
     */
    public static Reply send(SmtpConnection connection, QueryVerb verb, String argument)
            throws MessagingException, ConnectionBrokenException {
        return connection.exchange(
                verb == QueryVerb.HELP && argument == null
                        ? new Command.Query(verb, null, false)
                        : command(connection, verb, argument));
    }

    private static Command.Query command(SmtpConnection connection, QueryVerb verb, String argument)
            throws MessagingException {
        String notSent = verb + " was not sent to " + connection.link().server() + ": ";
        String problem = QueryArgument.problem(verb, argument);
        if (problem != null) {
            throw new IllegalArgumentException(notSent + problem);
        }
        String sent = verb.takesSmtpUtf8() ? AsciiDomain.in(argument) : argument;
        Command.Query command = new Command.Query(verb, sent, !Text.isAscii(sent));
        int octets = Text.utf8Length(command.toString()) + 2;
        if (octets > LONGEST_LINE) {
            throw new IllegalArgumentException(notSent + "the " + verb.argumentName() + " is too long: the line has "
                    + octets + " octets, and at most " + LONGEST_LINE + " are allowed (RFC 5321 s4.5.3.1.4): shorten "
                    + QueryArgument.shown(argument));
        }
        if (command.smtpUtf8() && !connection.capabilities().has(Extension.SMTPUTF8)) {
            throw new MessagingException(notSent + "the server does not offer SMTPUTF8, which the "
                    + verb.argumentName() + " " + QueryArgument.shown(argument)
                    + " requires: use an ASCII text, or another server");
        }
        if (verb == QueryVerb.ETRN
                && connection.capabilities().parameters(verb.name()).isEmpty()) {
            throw new MessagingException(notSent + "the server does not offer the extension ETRN (RFC 1985):"
                    + " use a server that announces it in its reply to EHLO");
        }
        return command;
    }
}
