package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Response;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.io.InputStream;

/**
 * A script on its way from the server, a piece at a time. Whoever has it reads to its end or closes it; then the rest
 * of the reply has been read, and the dialog goes on.
 */
public final class Download extends InputStream {
    private final Channel channel;
    private final Trace.PendingCommand asked;
    private final ReplyReader reader;
    private final long length;
    private final Tally tally = new Tally();
    private long left;
    private boolean over;

    Download(Channel channel, Trace.PendingCommand asked, ReplyReader reader, long length) {
        this.channel = channel;
        this.asked = asked;
        this.reader = reader;
        this.length = length;
        this.left = length;
    }

    /** Whether the dialog can go on. */
    public boolean isOver() {
        return over;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws BrokenDialogException when the link breaks: what was read before is not the whole script */
    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
        if (over || size == 0) {
            return over ? -1 : 0;
        }
        int read = left == 0 ? -1 : channel.during(Phase.GETSCRIPT, () -> some(target, offset, size));
        if (left == 0) {
            Response end = channel.during(Phase.GETSCRIPT, this::finish);
            if (!end.isOk()) {
                throw new IOException("the server takes the script back: " + end.explanation());
            }
        }
        return read;
    }

    /** Reads over what is left of the script: the next reply stands behind it. */
    @Override
    public void close() throws IOException {
        byte[] unwanted = new byte[8192];
        while (!over && !channel.isClosed()) {
            read(unwanted, 0, unwanted.length);
        }
    }

    private int some(byte[] target, int offset, int size) throws IOException {
        int read = channel.allow(Phase.GETSCRIPT).read(target, offset, (int) Math.min(size, left));
        tally.see(target, offset, read);
        left -= read;
        return read;
    }

    private Response finish() throws IOException {
        channel.allow(Phase.GETSCRIPT);
        reader.line();
        Reply reply = channel.heardScript(asked, reader.reply(), length, tally.elided());
        over = true;
        return reply.response();
    }
}
