package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An attachment of a GiB leaves a JVM that could not hold a thirtieth of it. */
@Timeout(120)
class StreamingIT {
    private static final long GIB = 1L << 30;

    /** 76 characters and a line end for 57 octets, and what is around. */
    private static final long ENCODED = (GIB + 2) / 3 * 4 + (GIB + 56) / 57 * 2;

    @TempDir
    Path folder;

    @Test
    void aFile() throws Exception {
        Path file = folder.resolve("big.bin");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(GIB);
        }
        try (DiscardingServer server = new DiscardingServer("SIZE 0")) {
            send(server, file.toString());
            String mail = server.commands().get(1);
            assertTrue(mail.matches("MAIL FROM:<a@x.test> SIZE=\\d+"), mail);
            long declared = Long.parseLong(mail.substring(mail.indexOf('=') + 1));
            assertTrue(declared <= server.octets() && declared > ENCODED - 10, declared + " of " + server.octets());
        }
    }

    @Test
    void whatHasNoLength() throws Exception {
        try (DiscardingServer server = new DiscardingServer("SIZE 0")) {
            send(server, "");
            assertEquals("MAIL FROM:<a@x.test>", server.commands().get(1));
            assertTrue(server.octets() > ENCODED - 10, "octets: " + server.octets());
        }
    }

    private static void send(DiscardingServer server, String file) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                StreamingIT.class.getName(),
                String.valueOf(server.port()),
                file);
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor(), said);
    }

    /** @param arguments a port, and a file or nothing */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", "client.example");
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom("a@x.test");
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(
                new DataHandler(arguments[1].isEmpty() ? new Endless(GIB) : new FileDataSource(arguments[1])));
        part.setHeader("Content-Transfer-Encoding", "base64");
        message.setContent(new MimeMultipart(part));
        try (Transport transport = session.getTransport("parley")) {
            transport.connect("127.0.0.1", Integer.parseInt(arguments[0]), null, null);
            transport.sendMessage(message, new InternetAddress[] {new InternetAddress("b@x.test")});
        }
    }

    /** Zeros, so many; nobody is told how many. */
    private record Endless(long length) implements DataSource {
        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                private long left = length;

                @Override
                public int read() {
                    return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] target, int offset, int count) {
                    int octets = (int) Math.min(left, count);
                    left -= octets;
                    return octets == 0 ? -1 : octets;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("only to be read");
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getName() {
            return "endless.bin";
        }
    }
}
