package dev.parley.bench.server;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One connection: everything is accepted, nothing is kept. */
final class Conversation {
    private final LatentSocket way;
    private final Offer offer;
    private final Optional<SSLContext> tls;
    private final Tally tally;
    private Incoming in;
    private OutputStream out;
    private boolean secured;
    private boolean over;

    Conversation(LatentSocket way, Offer offer, Optional<SSLContext> tls, Tally tally) throws IOException {
        this.way = way;
        this.offer = offer;
        this.tls = tls;
        this.tally = tally;
        speakOver(way);
    }

    /** Ends when the client closes, in whatever way. */
    void run() throws IOException {
        try {
            say("220 bench.example ESMTP");
            while (true) {
                answer(in.line());
            }
        } catch (EOFException | SocketException e) {
            // That is how a connection ends.
        } catch (IOException e) {
            if (!over) {
                throw e;
            }
        }
    }

    private void speakOver(Socket socket) throws IOException {
        out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
        in = new Incoming(socket.getInputStream(), out);
    }

    private void answer(String line) throws IOException {
        String[] words = line.split(" ");
        way.command();
        switch (words[0].toUpperCase(Locale.ROOT)) {
            case "EHLO" -> hello();
            case "STARTTLS" -> startTls();
            case "AUTH" -> login(words);
            case "DATA" -> data();
            case "BDAT" -> chunk(words);
            case "QUIT" -> {
                over = true;
                say("221 bye");
            }
            case "HELO", "MAIL", "RCPT", "RSET", "NOOP" -> say("250 ok");
            default -> say("500 what?");
        }
    }

    private void hello() throws IOException {
        List<String> lines = new ArrayList<>(List.of("bench.example"));
        lines.addAll(offer.keywords(secured));
        for (String line : lines.subList(0, lines.size() - 1)) {
            say("250-" + line);
        }
        say("250 " + lines.get(lines.size() - 1));
    }

    private void startTls() throws IOException {
        say("220 go");
        out.flush();
        SSLSocket socket =
                (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(way, null, way.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        secured = true;
        speakOver(socket);
    }

    private void login(String[] words) throws IOException {
        if (words.length < 3) {
            say("334 ");
            in.line();
        }
        say("235 ok");
    }

    private void data() throws IOException {
        say("354 go");
        in.skipToDot();
        way.command();
        tally.message();
        say("250 ok");
    }

    private void chunk(String[] words) throws IOException {
        in.skip(Long.parseLong(words[1]));
        if (words.length > 2) {
            tally.message();
        }
        say("250 ok");
    }

    private void say(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
