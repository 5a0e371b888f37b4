package dev.parley.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListedHostTest {
    private static final String PROPERTY = "mail.smtp.host";

    @Test
    void aHostByItselfIsNoList() {
        for (String host : List.of("mx.example", "192.0.2.1", "::1", "2001:db8::1", "[2001:db8::1]", "")) {
            assertTrue(Endpoint.isHost(host), host);
        }
        for (String list : List.of("a,b", "a,", "a:25", "[::1]:25", "[::1", "::1]", "a]")) {
            assertFalse(Endpoint.isHost(list), list);
        }
    }

    @Test
    void eachHostMayHaveItsOwnPort() {
        assertEquals(
                List.of(
                        new ListedHost("a.example", ListedHost.NO_PORT),
                        new ListedHost("b.example", 587),
                        new ListedHost("[2001:db8::1]", 588),
                        new ListedHost("[2001:db8::2]", ListedHost.NO_PORT),
                        new ListedHost("2001:db8::3", ListedHost.NO_PORT)),
                ListedHost.parse("a.example, b.example:587 ,[2001:db8::1]:588,[2001:db8::2],2001:db8::3", PROPERTY));
        assertEquals(List.of(new ListedHost("a.example", 25)), ListedHost.parse("a.example:25", PROPERTY));
    }

    @Test
    void whatCannotBeUsedIsNamed() {
        assertRejected("a,,b", "an element is empty");
        assertRejected("a,", "an element is empty");
        assertRejected(",a", "an element is empty");
        assertRejected("a,:25", ":25 has no host");
        for (String port : List.of("0", "65536", "99999999999", "-1", "smtp", "")) {
            assertRejected("a:" + port, port + " in a:" + port + " is not a port");
        }
        for (String host : List.of("[::1", "::1]", "[::1:25", "[::1]25", "a]:25", "[::1]]:25", "x[::1]:25")) {
            assertRejected("a," + host, "the brackets of " + host + " are not [address] or [address]:port");
        }
    }

    @Test
    void aPasswordIsNotShown() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> ListedHost.parse("joe:secret@a.example,b", PROPERTY));
        assertEquals(
                "mail.smtp.host, or the host of connect, must be a list of host or host:port without a user name",
                e.getMessage());
    }

    private static void assertRejected(String list, String why) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ListedHost.parse(list, PROPERTY));
        assertEquals("mail.smtp.host=" + list + " (or the host of connect) cannot be used: " + why, e.getMessage());
    }
}
