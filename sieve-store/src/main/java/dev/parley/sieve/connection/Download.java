package dev.parley.sieve.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.trace.PendingCommand;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A script that is read from the link as it arrives. At its end, and when it is closed, the rest of the reply has been
 * read, and the connection can be used again.
 */
public final class Download extends InputStream {
    private final Channel channel;
    private final PendingCommand command;
    private final ReplyReader reader;
    private final Upload.ScriptCounter counter = new Upload.ScriptCounter();
    private final long length;
    private long left;
    private boolean complete;

    Download(Channel channel, PendingCommand command, ReplyReader reader, long length) {
        this.channel = channel;
        this.command = command;
        this.reader = reader;
        this.length = length;
        this.left = length;
    }

    /** Whether the whole reply has been read. */
    public boolean isComplete() {
        return complete;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws ConnectionBrokenException when the link breaks: the script is not complete */
    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
        if (complete || size == 0) {
            return complete ? -1 : 0;
        }
        int read = left == 0 ? -1 : readSome(target, offset, size);
        if (left == 0) {
            Response end = readEnd();
            if (!end.isOk()) {
                throw new IOException("the server sent the script and then rejected GETSCRIPT: " + end.explanation());
            }
        }
        return read;
    }

    /** Reads the rest of the script: the next reply follows it. */
    @Override
    public void close() throws IOException {
        byte[] unwanted = new byte[8192];
        while (!complete && !channel.link().isClosed()) {
            read(unwanted, 0, unwanted.length);
        }
    }

    private int readSome(byte[] target, int offset, int size) throws ConnectionBrokenException {
        try {
            int read = channel.link()
                    .reader(channel.limit(SievePhase.GETSCRIPT))
                    .read(target, offset, (int) Math.min(size, left));
            counter.count(target, offset, read);
            left -= read;
            return read;
        } catch (IOException e) {
            throw channel.broken(SievePhase.GETSCRIPT, e);
        }
    }

    private Response readEnd() throws ConnectionBrokenException {
        try {
            channel.link().reader(channel.limit(SievePhase.GETSCRIPT));
            reader.line();
            Reply end = reader.reply();
            List<String> lines =
                    new ArrayList<>(List.of("{" + length + "}", counter.size().toString()));
            lines.addAll(end.lines());
            Response response = channel.received(command, end, lines).response();
            complete = true;
            return response;
        } catch (IOException e) {
            throw channel.broken(SievePhase.GETSCRIPT, e);
        }
    }
}
