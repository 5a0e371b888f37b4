package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** What a test can tell of a picture, and the pictures of {@code docs}. */
final class Pictures {
    private static final int KEPT_OCTETS = 200_000;

    private Pictures() {}

    static void keep(BufferedImage picture, String name) throws IOException {
        Path file = Path.of("../docs").resolve(name);
        ImageIO.write(Palette.reduced(picture), "png", file.toFile());
        assertTrue(Files.size(file) < KEPT_OCTETS, () -> name + " is too large");
    }

    static IntStream pixels(BufferedImage picture) {
        return IntStream.range(0, picture.getHeight())
                .flatMap(y -> IntStream.range(0, picture.getWidth()).map(x -> picture.getRGB(x, y)));
    }

    static long colours(BufferedImage picture) {
        return pixels(picture).distinct().count();
    }

    /** Of all pixels, from 0 to 1; a picture of one colour is none. */
    static double brightness(BufferedImage picture) {
        assertTrue(colours(picture) > 20, "the picture is blank");
        return pixels(picture)
                .mapToDouble(rgb -> ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 765.0)
                .average()
                .orElseThrow();
    }
}
