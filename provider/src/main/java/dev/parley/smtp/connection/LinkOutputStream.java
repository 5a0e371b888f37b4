package dev.parley.smtp.connection;

import java.io.IOException;
import java.io.OutputStream;

/** The stream to the server: distinguishes a failure of the link from one of the content that is written to it. */
final class LinkOutputStream extends OutputStream {
    private final OutputStream out;
    private final Loss loss;

    /** Told that the link is lost. */
    interface Loss {
        void lost(IOException failure);
    }

    LinkOutputStream(OutputStream out, Loss loss) {
        this.out = out;
        this.loss = loss;
    }

    @Override
    public void write(int octet) throws IOException {
        try {
            out.write(octet);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        try {
            out.write(source, offset, length);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private UnwantedException lost(IOException failure) {
        if (failure instanceof UnwantedException already) {
            return already;
        }
        loss.lost(failure);
        return new UnwantedException();
    }
}
