package dev.parley.cli.send;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.DeliveryListener;
import jakarta.mail.Message;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;

/** Shows the progress of a long message in one line of the terminal. */
final class ProgressBar implements DeliveryListener {
    private static final long LONG = 1 << 20;
    private static final int WIDTH = 40;
    private static final String TO_THE_LINE_BEGIN = "\r\u001b[K";

    private final PrintStream terminal;
    private boolean shown;

    ProgressBar(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void onProgress(Message message, long octets, OptionalLong expected) {
        if (octets < LONG && expected.orElse(0) < LONG) {
            return;
        }
        long whole = Math.max(octets, expected.orElse(octets));
        int filled = expected.isPresent() ? (int) (WIDTH * octets / whole) : 0;
        String bar = expected.isPresent()
                ? "[%s] %3d %% of ".formatted("#".repeat(filled) + " ".repeat(WIDTH - filled), 100 * octets / whole)
                : "";
        terminal.print(TO_THE_LINE_BEGIN + bar + String.format(Locale.ROOT, "%.1f MiB", whole / (double) LONG));
        terminal.flush();
        shown = true;
    }

    @Override
    public void onDelivery(Message message, Delivery delivery) {
        erase();
    }

    /** Erases the line, so that other output can follow. */
    void erase() {
        if (shown) {
            terminal.print(TO_THE_LINE_BEGIN);
            terminal.flush();
            shown = false;
        }
    }
}
