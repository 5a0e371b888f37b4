package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** Chromium without a window, for one page at a time, with a profile that ends with it. */
final class Browser {
    private static final List<String> CHROMIUM = List.of(
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars");
    private static final long PATIENCE_SECONDS = 90;

    private final Path folder;

    /** @param folder for profiles and what was said */
    Browser(Path folder) {
        this.folder = folder;
    }

    /** The page as somebody sees it whose system is dark or light. */
    BufferedImage picture(Path page, Path png, boolean dark, int width, int height) throws Exception {
        List<String> options = new ArrayList<>(List.of("--window-size=" + width + "," + height, "--screenshot=" + png));
        if (dark) {
            options.add("--force-dark-mode");
        }
        run(page, options);
        BufferedImage picture = ImageIO.read(png.toFile());
        assertEquals(width, picture.getWidth());
        return picture;
    }

    /** The document as the browser understood it, as HTML. */
    String document(Path page) throws Exception {
        return run(page, List.of("--dump-dom"));
    }

    /** The page as it is printed, as PDF. */
    byte[] paper(Path page, Path pdf) throws Exception {
        run(page, List.of("--print-to-pdf=" + pdf, "--no-pdf-header-footer"));
        return Files.readAllBytes(pdf);
    }

    private String run(Path page, List<String> options) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(folder, "profile");
        Path output = Files.createTempFile(folder, "browser", ".out");
        List<String> command = new ArrayList<>(CHROMIUM);
        command.add("--user-data-dir=" + profile);
        command.addAll(options);
        command.add(page.toUri().toString());
        Process browser = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(Files.createTempFile(folder, "browser", ".err").toFile())
                .start();
        try {
            assertTrue(browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the browser does not come to an end");
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
        }
        assertEquals(0, browser.exitValue());
        return Files.readString(output);
    }
}
