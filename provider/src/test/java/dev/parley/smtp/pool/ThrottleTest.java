package dev.parley.smtp.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.smtp.protocol.Reply;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The replies of real servers and what they limit. */
class ThrottleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "421 4.7.0 mx.lab.test Error: too many connections from 192.0.2.1",
                "421 Too many concurrent SMTP connections; please try again later.",
                "421 4.3.2 Too many open connections.",
                "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending",
                "421 4.3.2 The maximum number of concurrent connections per resource forest has exceeded a limit",
                "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
                "421 RP-003 The mail server IP connecting to Outlook.com server has exceeded the connection limit allowed.",
                "421 too many sessions from your address",
                "451 4.7.0 Too many simultaneous connections",
                "421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing",
                "421 4.3.2 The maximum number of concurrent server connections has exceeded a per-source limit, closing",
            })
    void connections(String reply) throws Exception {
        assertEquals(Throttle.CONNECTIONS, of(reply));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "454 Throttling failure: Maximum sending rate exceeded",
                "421 4.7.28 Our system has detected an unusual rate of unsolicited mail",
                "450 4.7.1 Error: too much mail from 192.0.2.1",
                "454 4.7.0 Too many login attempts, please try again later.",
                "450 4.7.1 Error: too many AUTH commands from unknown[192.0.2.1]",
                "454 4.7.0 Error: too many new TLS sessions from unknown[192.0.2.1]",
                "421 Rate limit reached. Please try again later",
                "421 4.3.2 Connection rate limit exceeded.",
                "452 4.3.1 Too many messages per minute",
                "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation.",
                "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77712344)",
                "421 RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit allowed.",
                "450 you are sending too fast, slow down",
                "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
                "451 4.7.1 Ratelimit \"user\" exceeded",
                "450 4.7.1 Error: too many recipients from 192.0.2.1",
                "450 4.7.1 <editor@daily-news.example>: Recipient address rejected: Rate limit exceeded",
                "450 4.2.1 Rate limit exceeded",
            })
    void rate(String reply) throws Exception {
        assertEquals(Throttle.RATE, of(reply));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "451 4.7.1 Greylisting in action, please come back in 00:05:00",
                "450 4.2.0 Greylisted, too many new senders, rate limit",
                "450 4.2.1 The user you are trying to contact is receiving mail too quickly.",
                "452 4.5.3 Error: too many recipients",
                "421 4.7.0 mx.lab.test Error: too many errors",
                "421 4.7.26 This email has been rate limited because it is unauthenticated.",
                "421 4.7.29 Your email has been rate limited because you're not using a TLS connection.",
                "421 4.7.32 Your email has been rate limited because the From: header isn't aligned",
                "454 Throttling failure: Daily message quota exceeded",
                "450 4.2.1 You have reached a limit for sending mail: 500 messages per day, rate limit",
                "421 too many messages in this connection",
                "421 too many messages in one connection",
                "421 4.7.0 Too many messages for this session",
                "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded",
                "452 4.2.1 mailbox temporarily throttled",
                "451 4.7.1 Please try again later, corporate limitation",
                "451 4.3.0 <throttle@racing.example>: Temporary lookup failure",
                "450 4.1.2 <a@throttlehouse.example> and <b@throttle.example>: Domain not found",
                "452 4.2.2 mailbox quota exceeded",
                "421 4.4.2 idle for too long",
                "451 4.3.0 Temporary lookup failure",
                "550 5.7.28 There is an unusual rate of unsolicited email originating from your IP address.",
                "554 too many connections",
                "250 2.0.0 rate limit reached, but accepted",
            })
    void neither(String reply) throws Exception {
        assertEquals(Throttle.NONE, of(reply));
    }

    private static Throttle of(String reply) throws Exception {
        return Throttle.of(Reply.of(List.of(reply)));
    }
}
