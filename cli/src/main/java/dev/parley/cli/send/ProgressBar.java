package dev.parley.cli.send;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.DeliveryListener;
import jakarta.mail.Message;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Shows the progress of a long message, its rate and the time left in one line of the terminal. */
final class ProgressBar implements DeliveryListener {
    private static final long LONG = 1 << 20;
    private static final int WIDTH = 40;
    private static final String TO_THE_LINE_BEGIN = "\r\u001b[K";

    /** Before, the rate is that of the buffers of this machine. */
    private static final long MEASURED_NANOS = 500_000_000;

    private final PrintStream terminal;
    private final LongSupplier nanoTime;
    private boolean shown;
    private long begin = -1;

    ProgressBar(PrintStream terminal) {
        this(terminal, System::nanoTime);
    }

    ProgressBar(PrintStream terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onProgress(Message message, long octets, OptionalLong expected) {
        long now = nanoTime.getAsLong();
        begin = begin < 0 ? now : begin;
        if (octets < LONG && expected.orElse(0) < LONG) {
            return;
        }
        long whole = Math.max(octets, expected.orElse(octets));
        int filled = expected.isPresent() ? (int) (WIDTH * octets / whole) : 0;
        String bar = expected.isPresent()
                ? "[%s] %3d %% of ".formatted("#".repeat(filled) + " ".repeat(WIDTH - filled), 100 * octets / whole)
                : "";
        terminal.print(TO_THE_LINE_BEGIN + bar + mebibytes(whole) + rate(octets, whole, now - begin));
        terminal.flush();
        shown = true;
    }

    private static String rate(long octets, long whole, long nanos) {
        if (nanos < MEASURED_NANOS || octets == 0) {
            return "";
        }
        double perSecond = octets * 1e9 / nanos;
        long left = Math.round((whole - octets) / perSecond);
        return ", " + mebibytes(perSecond) + "/s" + (left == 0 ? "" : ", %d:%02d left".formatted(left / 60, left % 60));
    }

    private static String mebibytes(double octets) {
        return String.format(Locale.ROOT, "%.1f MiB", octets / LONG);
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
