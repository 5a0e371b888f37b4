package dev.parley.trace.face.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The events of the flight recorder. They contain no mail address, no subject, and no text of commands and replies. */
final class JfrEvents {
    private JfrEvents() {}

    /** From the first step to the end of the connection. */
    @Name("dev.parley.Dialog")
    @Label("Mail Dialog")
    @Category({"Jakarta Mail", "Parley"})
    @StackTrace(false)
    static final class Dialog extends Event {
        @Label("Dialog")
        @Description("Identifier of the dialog, as in the other events")
        String dialog;

        @Label("Protocol")
        String protocol;

        @Label("Host")
        String host;

        @Label("Port")
        int port;

        @Label("Secured")
        @Description("Whether TLS was used")
        boolean secured;

        @Label("Failed")
        boolean failed;

        @Label("Commands")
        int commands;

        @Label("Writes")
        int writes;

        @Label("Turnarounds")
        int turnarounds;

        @Label("Sent")
        @DataAmount
        long sent;

        @Label("Received")
        @DataAmount
        long received;

        @Label("Waited")
        @Description("Total time waited for replies")
        @Timespan
        long waited;
    }

    /** A command and its reply. */
    @Name("dev.parley.Exchange")
    @Label("Mail Command")
    @Category({"Jakarta Mail", "Parley"})
    @StackTrace(false)
    static final class Exchange extends Event {
        @Label("Dialog")
        String dialog;

        @Label("Protocol")
        String protocol;

        @Label("Command")
        @Description("Number of the command, as in a trace")
        int id;

        @Label("Verb")
        @Description("First word of the command; a dot for the end of a message, empty for an answer to a challenge")
        String verb;

        @Label("Group")
        @Description("Number of the group of commands that were sent in one write; 0 if the command was sent alone")
        int group;

        @Label("Sent")
        @DataAmount
        long sent;

        @Label("Code")
        String code;

        @Label("Status")
        @Description("The enhanced status code, or the response code of ManageSieve")
        String status;

        @Label("Refused")
        boolean refused;
    }

    /** A handshake that succeeded. It is written at its end. */
    @Name("dev.parley.TlsHandshake")
    @Label("Mail TLS Handshake")
    @Category({"Jakarta Mail", "Parley"})
    @StackTrace(false)
    static final class TlsHandshake extends Event {
        @Label("Dialog")
        String dialog;

        @Label("Protocol")
        String protocol;

        @Label("TLS Version")
        String version;

        @Label("Cipher Suite")
        String cipher;

        @Label("Identity Proven")
        boolean proven;

        @Label("Handshake")
        @Timespan
        long handshake;
    }

    /** From MAIL to the last reply to the message, or to an earlier end of the transaction. */
    @Name("dev.parley.MailSend")
    @Label("Mail Transaction")
    @Category({"Jakarta Mail", "Parley"})
    @StackTrace(false)
    static final class MailSend extends Event {
        @Label("Dialog")
        String dialog;

        @Label("Protocol")
        String protocol;

        @Label("Recipients")
        int recipients;

        @Label("Accepted Recipients")
        int accepted;

        @Label("Message")
        @DataAmount
        long octets;

        @Label("Code")
        @Description("Code of the decisive reply")
        String code;

        @Label("Status")
        String status;

        @Label("Delivered")
        @Description("Whether the server accepted the message for at least one recipient")
        boolean delivered;
    }
}
