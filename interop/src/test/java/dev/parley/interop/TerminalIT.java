package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The text face in a real terminal. {@code interop/run -Dit.test=TerminalIT -DargLine=-Dparley.accept=true} takes the
 * picture in {@code docs} anew.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalIT {
    private static final List<String> HUES = List.of("red", "yellow", "green", "cyan", "blue", "magenta");
    private static final int COLUMNS = 135;
    private static final int ROWS = 48;

    @TempDir
    static Path folder;

    private static Screen screen;

    @BeforeAll
    static void open() throws Exception {
        screen = new Screen(folder, COLUMNS, ROWS);
    }

    @AfterAll
    static void close() throws Exception {
        screen.close();
    }

    @Test
    void coloursForWhoeverReadsIt() throws Exception {
        BufferedImage picture = screen.after(application("submission.txt", "mail.smtp.starttls.required=true"));
        assertEquals(Set.of("red", "green", "magenta", "cyan"), hues(picture));
        if (Boolean.getBoolean("parley.accept")) {
            Pictures.keep(picture, "terminal.png");
        }
    }

    @Test
    void noneForWhoDoesNotWantThem() throws Exception {
        List<String> application = application("submission.txt", "mail.smtp.starttls.required=true");
        BufferedImage picture = screen.after(application, "NO_COLOR=1");
        assertEquals(Set.of(), hues(picture));
        assertTrue(Pictures.colours(picture) > 20, "the terminal is empty");
    }

    /** What it says first would be gone, had the server cleared the screen. */
    @Test
    void aHostileServerDoesNothingToIt() throws Exception {
        BufferedImage picture = screen.after(application("hostile.txt", "mail.smtp.auth=false"));
        int row = picture.getHeight() / ROWS;
        assertTrue(Pictures.colours(picture.getSubimage(0, 0, picture.getWidth(), row)) > 5, "the first line is gone");
        assertEquals(Set.of("red", "yellow", "green", "magenta", "cyan"), hues(picture));
    }

    private static List<String> application(String dialog, String setting) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RecordedPeer.class.getName(),
                dialog,
                "mail.smtp.trace=text",
                setting);
    }

    /** Those that are more than a shade. */
    private static Set<String> hues(BufferedImage picture) {
        return Pictures.pixels(picture)
                .mapToObj(Color::new)
                .map(pixel -> Color.RGBtoHSB(pixel.getRed(), pixel.getGreen(), pixel.getBlue(), null))
                .filter(hsb -> hsb[1] > 0.9 && hsb[2] > 0.7)
                .map(hsb -> HUES.get(Math.round(hsb[0] * HUES.size()) % HUES.size()))
                .collect(Collectors.toSet());
    }
}
