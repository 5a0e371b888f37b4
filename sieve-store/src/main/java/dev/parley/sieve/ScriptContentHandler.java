package dev.parley.sieve;

import jakarta.activation.ActivationDataFlavor;
import jakarta.activation.DataContentHandler;
import jakarta.activation.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code application/sieve} as a String, both ways: scripts are UTF-8 (RFC 5228 s2.1). Found through META-INF/jakarta.mailcap
 * and, by older activation libraries, META-INF/mailcap. */
public final class ScriptContentHandler implements DataContentHandler {
    private static final ActivationDataFlavor FLAVOR =
            new ActivationDataFlavor(String.class, "application/sieve", "Sieve script");

    /** For the mailcap, which names the class. */
    public ScriptContentHandler() {}

    @Override
    public ActivationDataFlavor[] getTransferDataFlavors() {
        return new ActivationDataFlavor[] {FLAVOR};
    }

    @Override
    public @Nullable Object getTransferData(ActivationDataFlavor flavor, DataSource source) throws IOException {
        return FLAVOR.equals(flavor) ? getContent(source) : null;
    }

    @Override
    public Object getContent(DataSource source) throws IOException {
        try (InputStream in = source.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void writeTo(Object script, String type, OutputStream out) throws IOException {
        if (!(script instanceof String text)) {
            throw new IOException("the content of an application/sieve part must be a String, not "
                    + script.getClass().getName());
        }
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
