package dev.parley.testing.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a dialog file of the transport implies, and how each of it is overridden. */
class SmtpDialogTest {
    private static final String CONNECTED = """
            when connect
            S: 220 mx.lab.test ESMTP ready
            C: EHLO client.example
            S: 250 mx.lab.test
            then connected
            """;
    private static final String PLAIN_SERVER = CONNECTED.substring(0, CONNECTED.indexOf("then"));
    private static final String CLOSED = """
            when close
            C: QUIT
            S: 221 2.0.0 Bye
            then event CLOSED
            then closed
            """;
    private static final String SEND = """
            when send b@x.test
            | From: a@lab.test
            | Subject: hi
            |
            | Hello
            """;
    private static final String DELIVERED = """
            then event DELIVERED sent=[b@x.test] unsent=null invalid=null
            then sent
            """;

    private static void expands(String file, String explicit) {
        assertEquals(explicit, ShortDialog.expand("a.txt", file, new SmtpDefaults()));
    }

    @Test
    void connectAndCloseAreImplied() {
        expands("# Nothing is written.\n", CONNECTED + CLOSED);
    }

    @Test
    void bothMayBeWritten() {
        expands("connect\nclose\n", CONNECTED + CLOSED);
    }

    @Test
    void aConnectionMayBeLeftOpen() {
        expands("leave open\n", CONNECTED);
    }

    @Test
    void serverAnnouncesCapabilities() {
        expands("given mail.smtp.x=y\nserver PIPELINING SIZE(10) AUTH(PLAIN LOGIN)\nleave open\n", """
                given mail.smtp.x=y
                when connect
                S: 220 mx.lab.test ESMTP ready
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250-PIPELINING
                S: 250-SIZE 10
                S: 250 AUTH PLAIN LOGIN
                then connected
                """);
    }

    @Test
    void anLmtpServerGreetsAsOne() {
        expands("given protocol=lmtp\nleave open\n", """
                given protocol=lmtp
                when connect
                S: 220 mx.lab.test LMTP ready
                C: LHLO client.example
                S: 250 mx.lab.test
                then connected
                """);
    }

    @Test
    void theGreetingMayBeWritten() {
        expands("S: 554 no\nthen MessagingException: 554 no\n", """
                when connect
                S: 554 no
                then MessagingException: 554 no
                """);
    }

    @Test
    void anOutcomeAloneHasNothingOnTheWire() {
        expands("then MessagingException: no such host\n", """
                when connect
                then MessagingException: no such host
                """);
    }

    @Test
    void aFailedConnectIsNotClosed() {
        expands("server\nC: QUIT\nthen MessagingException: no\n", PLAIN_SERVER + """
                C: QUIT
                then MessagingException: no
                """);
    }

    @Test
    void aConnectionThatTheServerClosesIsNotClosedAgain() {
        expands("server\nS! close\n", PLAIN_SERVER + """
                S! close
                then connected
                """);
        expands("isConnected\nthen event CLOSED\nthen connected: false\n", CONNECTED + """
                when isConnected
                then event CLOSED
                then connected: false
                """);
    }

    @Test
    void aLaterConnectionIsAccepted() {
        expands(
                "connect\nclose\nconnect\nleave open\n",
                CONNECTED + CLOSED + CONNECTED.replace("S: 220", "S! accept\nS: 220"));
    }

    @Test
    void acceptMayBeWritten() {
        String second = "S! accept\nS: 220 other\nC: EHLO client.example\nS: 250 other\n";
        expands(
                "connect\nclose\nconnect\n" + second + "leave open\n",
                CONNECTED + CLOSED + "when connect\n" + second + "then connected\n");
    }

    @Test
    void startTlsAnnouncesCapabilitiesAgain() {
        expands("server STARTTLS\nstarttls SIZE\nleave open\n", """
                when connect
                S: 220 mx.lab.test ESMTP ready
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 2.0.0 Ready to start TLS
                S! tls
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250 SIZE
                then connected
                """);
    }

    @Test
    void loginHasAName() {
        expands("given login\nleave open\n", "given user=joe\ngiven password=secret\n" + CONNECTED);
        expands(
                "given login in clear\nleave open\n",
                "given user=joe\ngiven password=secret\ngiven mail.smtp.starttls.enable=false\n" + CONNECTED);
    }

    @Test
    void loginOnTheWireImpliesTheProperties() {
        String login = "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nS: 235 2.7.0 ok\nthen connected\n";
        expands(
                "server\nlogin\nleave open\n",
                "given user=joe\ngiven password=secret\ngiven mail.smtp.starttls.enable=false\n" + PLAIN_SERVER
                        + login);
        expands("given user=joe\nserver\nlogin\nleave open\n", "given user=joe\n" + PLAIN_SERVER + login);
        expands(
                "S! tls\nserver\nlogin\nleave open\n",
                "given user=joe\ngiven password=secret\n" + PLAIN_SERVER.replace("S: 220", "S! tls\nS: 220") + login);
    }

    @Test
    void aMessageIsSentAndAccepted() {
        expands("send b@x.test\nleave open\n", CONNECTED + SEND + """
                C: MAIL FROM:<a@lab.test>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@x.test>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 go
                C: From: a@lab.test
                C: Subject: hi
                C:\s
                C: Hello
                C: .
                S: 250 2.0.0 Ok: queued as 4F2A1
                """ + DELIVERED);
    }

    @Test
    void severalRecipientsAndAMessageOfOnesOwn() {
        expands("send b@x.test,c@x.test\n| From: \"A\" <a@x.test>\n|\n| .\nleave open\n", CONNECTED + """
                when send b@x.test,c@x.test
                | From: "A" <a@x.test>
                |
                | .
                C: MAIL FROM:<a@x.test>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@x.test>
                S: 250 2.1.5 Ok
                C: RCPT TO:<c@x.test>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 go
                C: From: "A" <a@x.test>
                C:\s
                C: ..
                C: .
                S: 250 2.0.0 Ok: queued as 4F2A1
                then event DELIVERED sent=[b@x.test, c@x.test] unsent=null invalid=null
                then sent
                """);
    }

    @Test
    void withPipeliningTheCommandsAreAGroup() {
        String group = sent("server PIPELINING\nsend b@x.test dotted\nleave open\n");
        assertEquals("""
                when send b@x.test
                | From: a@x.test
                | Subject: hi
                |
                | Hello
                | .dot
                C: MAIL FROM:<a@x.test>
                C: RCPT TO:<b@x.test>
                C: DATA
                S: 250 2.1.0 Ok
                S: 250 2.1.5 Ok
                S: 354 go
                C: From: a@x.test
                C: Subject: hi
                C:\s
                C: Hello
                C: ..dot
                C: .
                S: 250 2.0.0 Ok: queued as 4F2A1
                """ + DELIVERED, group);
    }

    @Test
    void dataWaitsWhereARecipientMayNotBeRejected() {
        String group = "C: RCPT TO:<c@x.test>\nC: DATA\nS: 250 2.1.0 Ok\n";
        String send = "server PIPELINING\nsend b@x.test,c@x.test\nleave open\n";
        assertEquals(false, sent(send).contains(group));
        assertEquals(true, sent(send).contains("S: 250 2.1.5 Ok\nC: DATA\nS: 354 go\n"));
        assertEquals(true, sent("given mail.smtp.sendpartial=true\n" + send).contains(group));
    }

    @Test
    void withChunkingBdatReplacesData() {
        assertEquals(true, sent("server CHUNKING\nsend b@x.test dotted\n").contains("""
                C: BDAT 44 LAST
                C: From: a@x.test
                C: Subject: hi
                C:\s
                C: Hello
                C: .dot
                S: 250 2.0.0 Ok: queued as 4F2A1
                """));
    }

    @Test
    void anLmtpServerRepliesForEachRecipient() {
        assertEquals(
                true,
                sent("given protocol=lmtp\nsend b@x.test,c@x.test\n")
                        .contains("C: .\nS: 250 2.0.0 Ok: queued as 4F2A1\nS: 250 2.0.0 Ok: queued as 4F2A1\n"));
    }

    /** The lines from the first send on. */
    private static String sent(String file) {
        String explicit = ShortDialog.expand("a.txt", file, new SmtpDefaults());
        return explicit.substring(explicit.indexOf("when send"));
    }

    @Test
    void theExchangeMayBeWritten() {
        String exchange = """
                C: MAIL FROM:<a@lab.test>
                S: 250 ok
                """;
        assertEquals(SEND + exchange + DELIVERED, sent("send b@x.test\n" + exchange + "leave open\n"));
    }

    @Test
    void theOutcomeMayBeWritten() {
        assertEquals(
                SEND + "then MessagingException: no\n",
                sent("send b@x.test\nthen MessagingException: no\nleave open\n"));
    }

    @Test
    void anEllipsisStandsForTheLinesUpToACommand() {
        assertEquals(
                SEND + """
                C: MAIL FROM:<a@lab.test>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@x.test>
                S: 550 no
                then MessagingException: no
                """,
                sent(
                        "send b@x.test\n...\nC: RCPT TO:<b@x.test>\nS: 550 no\nthen MessagingException: no\nleave open\n"));
    }

    @Test
    void anEllipsisStandsForTheLinesUpToAReply() {
        assertEquals(
                true,
                sent("server PIPELINING\nsend b@x.test\n...\nS: 421 no\nthen no\nleave open\n")
                        .contains("""
                C: MAIL FROM:<a@lab.test>
                C: RCPT TO:<b@x.test>
                C: DATA
                S: 421 no
                then no
                """));
    }

    @Test
    void anEllipsisStandsForTheLinesUpToTheEnd() {
        assertEquals(SEND + """
                C: MAIL FROM:<a@lab.test> SIZE=38
                S: 250-one
                S: 250 two
                C: RCPT TO:<b@x.test> NOTIFY=NEVER
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 go
                C: other
                C: .
                S: 250 2.0.0 Ok: queued as 4F2A1
                """ + DELIVERED, sent("""
                send b@x.test
                C: MAIL FROM:<a@lab.test> SIZE=38
                S: 250-one
                S: 250 two
                C: RCPT TO:<b@x.test> NOTIFY=NEVER
                ...
                C: other
                C: .
                ...
                leave open
                """));
    }

    @Test
    void anEllipsisGoesOnAfterAWrittenReply() {
        String first = "C: MAIL FROM:<a@lab.test>\nC: RCPT TO:<b@x.test>\nC: DATA\nS: 250-one\nS: 250 two\n";
        assertEquals(
                true,
                sent("server PIPELINING\nsend b@x.test\n" + first + "...\nleave open\n")
                        .contains(first + "S: 250 2.1.5 Ok\nS: 354 go\nC: From: a@lab.test\n"));
    }

    @Test
    void theMessageOnTheWireHasAName() {
        String content = "C: From: a@lab.test\nC: Subject: hi\nC: \nC: Hello\n";
        assertEquals(
                SEND + "C: DATA\n" + content + "C: .\nS: 550 no\nthen no\n",
                sent("send b@x.test\nC: DATA\nC: [sent message]\nS: 550 no\nthen no\nleave open\n"));
        assertEquals(
                SEND + "C: BDAT 38 LAST\n" + content + "S: 550 no\nthen no\n",
                sent("send b@x.test\nC: BDAT 38 LAST\nC: [sent message]\nS: 550 no\nthen no\nleave open\n"));
    }

    @Test
    void otherActionsImplyNothing() {
        expands(
                "isConnected\nC: NOOP\nS: 250 ok\nthen connected: true\nset mail.smtp.x=y\nissue VRFY b\nC: VRFY b\nS: 252 b\nleave open\n",
                CONNECTED + """
                when isConnected
                C: NOOP
                S: 250 ok
                then connected: true
                when set mail.smtp.x=y
                when issue VRFY b
                C: VRFY b
                S: 252 b
                then issued
                """);
    }
}
