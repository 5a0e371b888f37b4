package dev.parley.smtp.connection;

import java.io.IOException;
import java.io.OutputStream;

/** The content's way to the server: what fails there is not the content's failure. */
final class Guarded extends OutputStream {
    private final OutputStream out;
    private final Loss loss;

    /** Told that the link is lost. */
    interface Loss {
        void lost(IOException failure);
    }

    Guarded(OutputStream out, Loss loss) {
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
