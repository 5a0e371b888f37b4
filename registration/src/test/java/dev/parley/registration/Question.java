package dev.parley.registration;

import dev.parley.smtp.Parley;
import jakarta.mail.Service;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;

/** What a Session is asked, under one setting, and so a column of the page. */
enum Question {
    SMTP("`smtp`", "", session -> session.getTransport("smtp")),
    SMTPS("`smtps`", "", session -> session.getTransport("smtps")),
    CLASS("`mail.smtp.class`", "mail.smtp.class=dev.parley.smtp.SmtpTransport", SMTP.asked),
    PROTOCOL("`…protocol`", "mail.transport.protocol=parley", Session::getTransport),
    RFC822(
            "`…protocol.rfc822`",
            "mail.transport.protocol.rfc822=parley",
            session -> session.getTransport(new InternetAddress("b@example.test"))),
    ADDRESS_MAP("address map", "", RFC822.asked),
    INSTALL("`Parley.install`", "", session -> {
        Parley.install(session);
        return session.getTransport("smtp");
    }),
    SIEVE("`sieve`", "", session -> session.getStore("sieve"));

    final String heading;

    /** The one property that is set, as {@code name=value}, or nothing. */
    final String property;

    final Asked asked;

    Question(String heading, String property, Asked asked) {
        this.heading = heading;
        this.property = property;
        this.asked = asked;
    }

    interface Asked {
        Service of(Session session) throws Exception;
    }
}
