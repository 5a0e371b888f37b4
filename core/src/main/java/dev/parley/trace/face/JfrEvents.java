package dev.parley.trace.face;

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
        @Description("Its short name, as the other events have it")
        String dialog;

        @Label("Protocol")
        String protocol;

        @Label("Host")
        String host;

        @Label("Port")
        int port;

        @Label("Secured")
        @Description("Whether it came to TLS")
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
        @Description("For replies, together")
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
        @Description("Its number, as in a trace")
        int id;

        @Label("Verb")
        @Description("Of an answer to a challenge, nothing; of the end of a message, a dot")
        String verb;

        @Label("Group")
        @Description("Of commands that left in one write; 0 alone")
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

    /** From MAIL to the last reply to the message, or to what ended the transaction before. */
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
        @Description("Of the reply that decided")
        String code;

        @Label("Status")
        String status;

        @Label("Delivered")
        @Description("Whether the server took the message, for one recipient at least")
        boolean delivered;
    }
}
