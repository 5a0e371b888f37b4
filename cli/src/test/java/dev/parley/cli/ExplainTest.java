package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExplainTest {
    @Test
    void everyCaseOfAReplyWhoseWordsAreNotKnown() {
        assertEquals(new CliRun.Result(0, """
                        530 5.7.0
                          5yz    permanent rejection: the same command will be rejected again (RFC 5321 s4.2.1)
                          x3z    not specified by RFC 5321; used by extensions such as AUTH (RFC 5321 s4.2.1)
                          5.7.z  security or policy (RFC 3463 s3)

                        if the connection is without TLS, and its text contains tls or ssl or encrypt:
                          the server requires TLS (RFC 3207 s4)
                          fix: use port 587 with mail.smtp.starttls.enable=true, or the protocol smtps with port 465; on this\
                         port the server offers what its STARTTLS line lists

                        if the connection is without TLS, and it replies to mail or auth, and its text contains must issue a starttls\
                         or tls ... required or tls ... needed or tls ... first or encrypt ... required or encrypt ...\
                         needed or encrypt ... first:
                          the server requires TLS before a login or a message (RFC 3207 s4)
                          fix: use port 587 with mail.smtp.starttls.enable=true, or the protocol smtps with port 465; on this\
                         port the server offers what its STARTTLS line lists

                        if it replies to rcpt or end_of_data, and its text contains mailbox ... full or mailbox ... exceeded\
                         or mailbox ... quota or quota ... full or quota ... exceeded or over ... quota:
                          the recipient's mailbox is full (RFC 5321 s4.2.2)
                          fix: contact the recipient another way, and send it again when the mailbox has space

                        if it replies to mail, and its text contains smtputf8:
                          the server does not accept messages with non-ASCII addresses or headers (RFC 6531 s3.1.1)
                          fix: use ASCII addresses, and mail.mime.allowutf8=false; the server offers what its SMTPUTF8\
                         line lists

                        otherwise:
                          the server accepts mail only after a login (RFC 4954 s6)
                          fix: set user and password, and mail.smtp.auth=true; the server offers what its AUTH line\
                         lists
                        """, ""), new CliRun().parley("explain", "530", "5.7.0"));
    }

    @Test
    void theOneCaseOfAWholeReply() {
        assertEquals(
                new CliRun.Result(0, """
                        550 5.1.1
                          5yz    permanent rejection: the same command will be rejected again (RFC 5321 s4.2.1)
                          x5z    state of the mail system: mailboxes, storage, policy (RFC 5321 s4.2.1)
                          5.1.z  address (RFC 3463 s3)

                          no such mailbox: the domain exists, the name before the @ does not (RFC 3463 s3.2)
                          fix: correct or remove the address
                        """, ""),
                new CliRun().parley("explain", "--phase", "rcpt", "550 5.1.1 <joe@lab.test>: User unknown"));
    }

    @Test
    void manageSieve() {
        String expected = """
                NO QUOTA/MAXSIZE
                  NO     rejection; the connection stays open (RFC 5804 s1.2)

                  the script is larger than the server allows (RFC 5804 s1.3)
                  fix: make it smaller, or move a part into an included script, if the server offers include (RFC 6609)
                """;
        assertEquals(new CliRun.Result(0, expected, ""), new CliRun().parley("explain", "NO", "QUOTA/MAXSIZE"));
        assertEquals(
                new CliRun.Result(0, expected, ""), new CliRun().parley("explain", "no (quota/maxsize) \"Too large\""));
    }

    @Test
    void json() {
        assertEquals(
                new CliRun.Result(0, """
                        {"code":"550","status":"5.1.1","refused":true,"classes":[\
                        {"part":"5yz","meaning":"permanent rejection: the same command will be rejected again",\
                        "source":"RFC 5321 s4.2.1"},\
                        {"part":"x5z","meaning":"state of the mail system: mailboxes, storage, policy",\
                        "source":"RFC 5321 s4.2.1"},\
                        {"part":"5.1.z","meaning":"address","source":"RFC 3463 s3"}],\
                        "meanings":[{"where":[],\
                        "meaning":"no such mailbox: the domain exists, the name before the @ does not",\
                        "fix":"correct or remove the address",\
                        "source":"RFC 3463 s3.2"}]}
                        """, ""),
                new CliRun().parley("explain", "--json", "--phase", "rcpt", "550 5.1.1 <joe@lab.test>: User unknown"));
        assertEquals(new CliRun.Result(0, """
                        {"code":"OK","refused":false,"classes":[\
                        {"part":"OK","meaning":"success","source":"RFC 5804 s1.2"}],"meanings":[]}
                        """, ""), new CliRun().parley("explain", "--json", "OK"));
    }

    @Test
    void theProtocolNamesTheProperties() {
        CliRun.Result result = new CliRun()
                .parley("explain", "--protocol", "sieves", "--phase", "authenticate", "NO", "ENCRYPT-NEEDED");
        assertEquals(
                "  fix: set mail.sieves.starttls.enable=true, if the server offers STARTTLS on this port; otherwise use the protocol sieves",
                result.output().lines().skip(4).findFirst().orElse(""));
    }

    @Test
    void anUnknownCodeByItsClass() {
        assertEquals(new CliRun.Result(0, """
                        299 2.9.9
                          2yz    success (RFC 5321 s4.2.1)
                          x9z    not specified by RFC 5321; used by extensions such as AUTH (RFC 5321 s4.2.1)
                          2.9.z  other or undefined (RFC 3463 s3)
                        """, ""), new CliRun().parley("explain", "299", "2.9.9"));
    }

    @Test
    void whatIsNoReply() {
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley explain: \"hello\" is not a reply: use an SMTP reply such as 530 5.7.0, or a ManageSieve"
                                + " response such as NO QUOTA/MAXSIZE\n"),
                new CliRun().parley("explain", "hello"));
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley explain: --protocol sieve does not match the reply: use one of smtp, smtps, lmtp\n"),
                new CliRun().parley("explain", "--protocol", "sieve", "530"));
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley explain: --phase rcpt does not match the reply: use one of greeting, starttls, handshake,"
                                + " authenticate, capability, resync, noop, unauthenticate, havespace, checkscript, upload,"
                                + " listscripts, getscript, putscript, setactive, deletescript, renamescript, logout\n"),
                new CliRun().parley("explain", "--phase", "rcpt", "NO"));
        assertEquals(64, new CliRun().parley("explain").code());
    }
}
