package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** WCAG 2 AA in both colour schemes: 4.5 for text, 3 for what is no text. */
class StyleTest {
    private static final List<String> TEXTS =
            List.of("text", "muted", "client", "rejection", "warning", "good", "group");
    private static final List<String> BARS = List.of("lookup", "connect", "tls", "reply", "own", "rejection", "group");

    @Test
    void contrast() throws IOException {
        String css = Files.readString(Path.of("src/main/resources/dev/parley/trace/face/page.css"));
        Matcher schemes = Pattern.compile(":root \\{([^}]*)}").matcher(css);
        List<String> faint = new ArrayList<>();
        int seen = 0;
        while (schemes.find()) {
            seen++;
            Map<String, Double> light = new TreeMap<>();
            Matcher colours = Pattern.compile("--(\\w+): #(\\p{XDigit}{6})").matcher(schemes.group(1));
            while (colours.find()) {
                light.put(colours.group(1), luminance(Integer.parseInt(colours.group(2), 16)));
            }
            int scheme = seen;
            TEXTS.forEach(text -> faint.addAll(below(4.5, scheme, light, text, "card")));
            for (String text : List.of("text", "muted", "rejection")) {
                faint.addAll(below(4.5, seen, light, text, "rejected"));
            }
            for (String text : List.of("text", "muted", "warning")) {
                faint.addAll(below(4.5, seen, light, text, "warned"));
            }
            for (String text : List.of("text", "muted", "client", "rejection")) {
                faint.addAll(below(4.5, seen, light, text, "grid"));
            }
            faint.addAll(below(4.5, seen, light, "text", "page"));
            BARS.forEach(bar -> faint.addAll(below(3, scheme, light, bar, "card")));
            faint.addAll(below(3, seen, light, "rejection", "rejected"));
        }
        assertEquals(2, seen);
        assertTrue(faint.isEmpty(), faint::toString);
    }

    private static List<String> below(double least, int scheme, Map<String, Double> light, String ink, String ground) {
        double one = light.get(ink) + 0.05;
        double other = light.get(ground) + 0.05;
        double ratio = Math.max(one, other) / Math.min(one, other);
        return ratio >= least ? List.of() : List.of("scheme %d: %s on %s %.2f".formatted(scheme, ink, ground, ratio));
    }

    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
    }

    private static double linear(int channel) {
        double part = (channel & 0xff) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
