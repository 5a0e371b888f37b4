package dev.parley.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Postfix    | 250 2.0.0 Ok: queued as 4F2A1BC0D3                          | 4F2A1BC0D3",
                "Postfix    | 250 2.0.0 Ok: queued as 4ZxYbN3xq1z2J                       | 4ZxYbN3xq1z2J",
                "Exim       | 250 OK id=1qABCD-0003Xy-2z                                  | 1qABCD-0003Xy-2z",
                "Exim PRDR  | 250 id=1xYYn2-0005MY-1G message accepted                    | 1xYYn2-0005MY-1G",
                "Exim PRDR  | 250 id=1xYYn2-0005MY-1G message accepted for some recipients | 1xYYn2-0005MY-1G",
                "Exim BDAT  | 250- 31 byte chunk, total 33\\250 OK id=1qABCD-0003Xy-2z    | 1qABCD-0003Xy-2z",
                "Sendmail   | 250 2.0.0 3A1BcD2e004711 Message accepted for delivery      | 3A1BcD2e004711",
                "OpenSMTPD  | 250 2.0.0 5d4c1c1f Message accepted for delivery            | 5d4c1c1f",
                "Gmail      | 250 2.0.0 OK  1699999999 a1-20020a17fsi123pls.123 - gsmtp   | a1-20020a17fsi123pls.123",
                "Exchange   | 250 2.6.0 <a@b> [InternalId=4711, Hostname=X.example.com] 1234 bytes in 0.1, 20 KB/sec"
                        + " Queued mail for delivery | 4711",
                "unknown    | 250 Message accepted for delivery                           |",
                "unknown    | 250 Ok                                                      |"
            })
    void knownWordings(String server, String reply, String id) throws Exception {
        check(server, reply, id);
    }

    /** Each line is from the source above it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // https://aws.amazon.com/blogs/messaging-and-targeting/debugging-smtp-conversations-part-1-how-to-speak-smtp/
                "Amazon SES | 250 Ok 0000012345678e09-123a4cdc-b56c-78dd-b90e-d123be456789-000000"
                        + " | 0000012345678e09-123a4cdc-b56c-78dd-b90e-d123be456789-000000",
                // https://github.com/docker-mailserver/docker-mailserver,
                // docs/content/config/advanced/mail-forwarding/aws-ses.md
                "Amazon SES | 250 Ok 01000154dc729264-93fdd7ea-f039-43d6-91ed-653e8547867c-000000"
                        + " | 01000154dc729264-93fdd7ea-f039-43d6-91ed-653e8547867c-000000",
                // https://github.com/sendgrid/docs/issues/2638
                "SendGrid   | 250 Ok: queued as nhIMmON9SFOPcT0ii4nt2A | nhIMmON9SFOPcT0ii4nt2A",
                // A log at smtp-relay.brevo.com, in the README of a public repository. The id is the Message-ID.
                "Brevo      | 250 2.0.0 OK: queued as <27687904.11.1776230268133.JavaMail.zimbra@mail.example>"
                        + " | 27687904.11.1776230268133.JavaMail.zimbra@mail.example",
                // https://github.com/PHPMailer/PHPMailer/issues/1253: the reply has no id.
                "Mailgun    | 250 Great success |",
                // https://github.com/nodemailer/nodemailer/issues/373 and the comment of a public repository: no id.
                "Zoho       | 250 Message received |",
                // https://github.com/PHPMailer/PHPMailer/issues/2650
                "MailerSend | 250 Message queued as 6232416d01542d6b321d000d | 6232416d01542d6b321d000d",
                // https://emailit.com/docs/changelog/2026-09-27-smtp-email-id-reply/: one id for each recipient.
                "Emailit    | 250 2.0.0 OK: queued as em_4yM2nTvR8oPcX3uZiKeLg7sB | em_4yM2nTvR8oPcX3uZiKeLg7sB",
                // A session with MailHog, in a public repository.
                "MailHog    | 250 Ok: queued as -7bkgFtaGjP1TKAB2ua36B-qf-hSG6Zl5k4uASBp85E=@mailhog.example"
                        + " | -7bkgFtaGjP1TKAB2ua36B-qf-hSG6Zl5k4uASBp85E=@mailhog.example"
            })
    void wordingsOfProviders(String server, String reply, String id) throws Exception {
        check(server, reply, id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // https://github.com/nodemailer/nodemailer/issues/412: Mandrill's "requeued" is another word.
                "requeued     | 250 Ok: requeued as 4F2A1BC0D3 |",
                "no id        | 250 Ok: queued as |",
                "only dots    | 250 Ok: queued as ... |",
                "end          | 250 Ok: queued as 4F2A1BC0D3. | 4F2A1BC0D3",
                "list         | 250 OK: queued as em_1,em_2 | em_1",
                "no end       | 250 OK: queued as <a@b |",
                "empty        | 250 OK: queued as <> |",
                "two words    | 250 OK: queued as <a b> |",
                "short group  | 250 Ok 01000154dc729264-93fdd7ea-f039-43d6-91ed-653e8547867c-00000 |",
                "long group   | 250 Ok 01000154dc729264-93fdd7ea-f039-43d6-91ed-653e8547867c-0000000 |",
                "no hex       | 250 Ok 01000154dc72926g-93fdd7ea-f039-43d6-91ed-653e8547867c-000000 |",
                "other dash   | 250 Ok 01000154dc729264_93fdd7ea-f039-43d6-91ed-653e8547867c-000000 |",
                "UUID alone   | 250 Ok 93fdd7ea-f039-43d6-91ed-653e8547867c |",
                "more text    | 250 Ok 01000154dc729264-93fdd7ea-f039-43d6-91ed-653e8547867c-000000 x |",
                "other word   | 250 Okay 01000154dc729264-93fdd7ea-f039-43d6-91ed-653e8547867c-000000 |",
                "number       | 250 Ok 1699999999 |"
            })
    void nearMisses(String what, String reply, String id) throws Exception {
        check(what, reply, id);
    }

    private static void check(String server, String reply, String id) throws Exception {
        Reply heard = Reply.of(List.of(reply.split("\\\\")));
        assertEquals(Optional.ofNullable(id), QueueId.in(heard), server);
    }
}
