package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Whatever a server sends, a JVM with 64 MB of heap has room for it, and the connection ends with the limit's name. */
class SmallHeapTest {
    private static final int FOR_EVER = Integer.MAX_VALUE;

    /** What is sent in reply to a command, over and over, and how the failure says why that was too much. */
    private record Attack(String command, String reply, int times, String why) {}

    private static final String TOO_LONG = "the server sent a line of more than 65536 octets, its literals included";
    private static final String TOO_MUCH = "the server sent a reply of more than 4194304 octets";
    private static final String FULL_LITERAL = " {65000}\r\n" + "x".repeat(65000);

    private static final List<Attack> ATTACKS = List.of(
            new Attack("GREETING", "OK {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("GREETING", "BYE {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("GREETING", "\"SIEVE\" {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("GREETING", "\"X\"" + FULL_LITERAL + "\r\n", FOR_EVER, TOO_MUCH),
            new Attack("CHALLENGE", "{33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("AUTHENTICATE", "NO {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("AUTHENTICATE", "NO (TAG {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack(
                    "AUTHENTICATE",
                    "NO ({30000}\r\n" + "x".repeat(30000) + " {30000}\r\n" + "x".repeat(30000) + " {30000}\r\n",
                    FOR_EVER,
                    TOO_LONG),
            new Attack("LISTSCRIPTS", "NO {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("LISTSCRIPTS", "OK (WARNINGS) {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("LISTSCRIPTS", "BYE {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("LISTSCRIPTS", "{33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("LISTSCRIPTS", "\"" + "n".repeat(16000) + "\"\r\n", FOR_EVER, TOO_MUCH),
            new Attack("LISTSCRIPTS", "\"n\"\r\n", FOR_EVER, "the server sent a reply of more than 10000 lines"),
            new Attack("LISTSCRIPTS", "\"n", FOR_EVER, "the server sent a line of more than 16384 octets"),
            new Attack(
                    "LISTSCRIPTS", "\"n\"" + " {0}\r\n", FOR_EVER, "the server sent a line of more than 100 literals"),
            new Attack("GETSCRIPT", "{33554433}\r\n", FOR_EVER, "the server sent a reply of more than 33554432 octets"),
            new Attack("GETSCRIPT", "NO {33554432}\r\n", FOR_EVER, TOO_LONG),
            new Attack("PUTSCRIPT", "NO\r\n", 1_000_000, "(5 octets): NO"));

    @Test
    void everyHostileReplyFitsIntoIt() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallHeapTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("as expected: " + ATTACKS.size() + "\n", printed);
        } finally {
            jvm.destroyForcibly();
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Attack attack : ATTACKS) {
            String outcome = outcome(attack);
            if (!outcome.contains(attack.why())) {
                String reply = attack.reply();
                wrong.add(attack.command() + " " + reply.substring(0, Math.min(30, reply.length())) + ": " + outcome);
            }
        }
        wrong.forEach(System.out::println);
        System.out.println("as expected: " + (ATTACKS.size() - wrong.size()));
        System.exit(0);
    }

    private static String outcome(Attack attack) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("mail.sieve.auth.cleartext", "true");
        properties.setProperty("mail.sieve.havespace", "false");
        properties.setProperty("mail.sieve.timeout", "20000");
        try (HostileServer server = new HostileServer("PLAIN", attack.command(), attack.reply(), attack.times());
                SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve")) {
            store.connect("127.0.0.1", server.port(), "joe", "sEcr3t-pw");
            switch (attack.command()) {
                case "GETSCRIPT" -> ((SieveFolder) store.getFolder("a")).getScript();
                case "PUTSCRIPT" -> ((SieveFolder) store.getFolder("a")).putScript("keep;");
                default -> store.listScripts();
            }
            return "no failure";
        } catch (MessagingException | OutOfMemoryError e) {
            return e.toString() + (e instanceof MessagingException ? ((MessagingException) e).getNextException() : "");
        }
    }
}
