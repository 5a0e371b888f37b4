package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A screen that nobody looks at, with a terminal that fills it for one command at a time. */
final class Screen {
    private static final long PATIENCE_MILLIS = 90_000;
    private static final int COLOUR_OCTETS = 12;
    private static final int CELL_WIDTH = 8;
    private static final int CELL_HEIGHT = 15;
    private static final int BORDER = 10;

    private final Path folder;
    private final int columns;
    private final int rows;
    private final Process server;
    private final String display;

    /** @param folder for the screen's memory and for what the programs say */
    Screen(Path folder, int columns, int rows) throws IOException {
        this.folder = folder;
        this.columns = columns;
        this.rows = rows;
        String size = (columns * CELL_WIDTH + 2 * BORDER) + "x" + (rows * CELL_HEIGHT + 2 * BORDER) + "x24";
        server = new ProcessBuilder(
                        "Xvfb",
                        "-displayfd",
                        "1",
                        "-screen",
                        "0",
                        size,
                        "-fbdir",
                        folder.toString(),
                        "-nolisten",
                        "tcp")
                .redirectError(folder.resolve("screen.err").toFile())
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        display = ":" + said.readLine();
    }

    /** What it shows when the command is over. The environment is added to this process's own. */
    BufferedImage after(List<String> command, String... environment) throws Exception {
        Path over = folder.resolve("over");
        Files.deleteIfExists(over);
        List<String> terminal = new ArrayList<>(List.of("xterm", "-display", display));
        terminal.addAll(
                List.of("-fa", "DejaVu Sans Mono", "-fs", "9", "-b", String.valueOf(BORDER), "-bw", "0", "+sb"));
        terminal.addAll(List.of(
                "-bg", "#16191d", "-fg", "#d8dde3", "-ms", "#16191d", "-xrm", "XTerm*pointerColorBackground:#16191d"));
        terminal.addAll(List.of("-geometry", columns + "x" + rows + "+0+0"));
        terminal.addAll(List.of("-e", "sh", "-c", "\"$@\"; echo $? >" + over + "; exec sleep 600", "sh"));
        terminal.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(terminal)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("terminal.out").toFile());
        for (String setting : environment) {
            builder.environment().put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
        }
        Process shown = builder.start();
        try {
            await(() -> Files.exists(over) && Files.size(over) > 0);
            assertEquals("0\n", Files.readString(over));
            return settled();
        } finally {
            shown.destroy();
            shown.waitFor();
        }
    }

    /** Twice the same: the terminal has shown all that it was told. */
    private BufferedImage settled() throws Exception {
        ByteBuffer[] last = {memory()};
        await(() -> {
            Thread.sleep(1_000);
            ByteBuffer before = last[0];
            last[0] = memory();
            return before.equals(last[0]);
        });
        return picture(last[0]);
    }

    private ByteBuffer memory() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve("Xvfb_screen0")));
    }

    /** The screen's memory is a file as xwd writes it: a head of numbers, a colour map, and the pixels. */
    private static BufferedImage picture(ByteBuffer dump) {
        int head = dump.getInt(0);
        int width = dump.getInt(16);
        int height = dump.getInt(20);
        boolean little = dump.getInt(28) == 0;
        int line = dump.getInt(48);
        int pixels = head + COLOUR_OCTETS * dump.getInt(76);
        dump.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, dump.getInt(pixels + y * line + x * Integer.BYTES));
            }
        }
        return picture;
    }

    private interface Question {
        boolean isSo() throws Exception;
    }

    private void await(Question question) throws Exception {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!question.isSo()) {
            assertTrue(System.currentTimeMillis() < end, () -> "the terminal does not come to an end: " + folder);
            Thread.sleep(50);
        }
    }

    void close() throws InterruptedException {
        server.destroy();
        server.waitFor();
    }
}
