package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Hands a mail to Dovecot as a mail server would (RFC 2033): just enough to see what a script does with it. */
final class Lmtp {
    private Lmtp() {}

    static void deliver(String to, String mail) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", Servers.dovecot("LMTP_PORT"))) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            Writer out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
            expect("220", in);
            for (String command :
                    new String[] {"LHLO client.example", "MAIL FROM:<a@example.test>", "RCPT TO:<" + to + ">"}) {
                say(command, out);
                expect("250", in);
            }
            say("DATA", out);
            expect("354", in);
            say(mail.replace("\n", "\r\n") + "\r\n.", out);
            expect("250", in);
            say("QUIT", out);
            expect("221", in);
        }
    }

    private static void say(String line, Writer out) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }

    private static void expect(String code, BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.startsWith(code + "-")) {
            line = in.readLine();
        }
        String last = line;
        assertTrue(last != null && last.startsWith(code + " "), () -> "expected " + code + ": " + last);
    }
}
