package dev.parley.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.face.JsonLinesSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the JSON Lines face writes is what is read, conforms to the schema, and stays readable as the schema grows. */
class TraceReaderTest {
    private static final String OPEN =
            "{\"e\":\"open\",\"sid\":\"%s\",\"t\":0,\"v\":1,\"at\":\"2026-11-23T22:44:58Z\",\"proto\":\"smtp\","
                    + "\"host\":\"mx\",\"port\":25,\"settings\":{}}\n";
    private static final String OFFER = "{\"e\":\"offer\",\"sid\":\"%s\",\"t\":7,\"caps\":[\"%s\"]}\n";

    @TestFactory
    List<DynamicTest> whatIsWrittenIsRead() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/trace-schema-v1.json")), InputFormat.JSON);
        long first = System.nanoTime();
        return LongStream.range(first, first + 20)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> roundTrip(seed, schema)))
                .toList();
    }

    private static void roundTrip(long seed, Schema schema) {
        List<TraceEvent> events = new SomeEvents(seed).dialog("k3f9");
        String text = written(events);
        assertTrue(text.chars().allMatch(c -> c == '\n' || c >= 0x20 && c < 0x7f), "printable ASCII");
        assertEquals(events.size(), text.lines().count());
        assertEquals(events, TraceReader.parse("trace", text).get(0).events());
        text.lines().forEach(line -> assertEquals(List.of(), schema.validate(line, InputFormat.JSON), line));
    }

    @Test
    void theSchemaNoticesWhatIsMissing() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/trace-schema-v1.json")), InputFormat.JSON);
        for (String line : written(new SomeEvents(1).dialog("k3f9")).lines().toList()) {
            String renamed = line.replaceFirst("\"(v|us|caps|topic|line|lines|what|how|meaning)\":", "\"other\":");
            assertTrue(!schema.validate(renamed, InputFormat.JSON).isEmpty(), renamed);
        }
    }

    @Test
    void whatIsNewerIsPassedOver() {
        String text = OPEN.formatted("a").replace("}\n", ",\"new\":{\"a\":[1,{}]},\"other\":null,\"third\":1.5}\n")
                + "{\"e\":\"new\",\"sid\":\"a\",\"t\":1}\n"
                + "{\"e\":\"warn\",\"sid\":\"a\",\"t\":1,\"topic\":\"new\",\"text\":\"x\",\"property\":\"y\"}\n"
                + OFFER.formatted("a", "SIZE");
        assertEquals(2, TraceReader.parse("trace", text).get(0).events().size());
    }

    /** The field came after v1 had begun. */
    @Test
    void anOlderTraceDoesNotSayResumed() throws IOException {
        String tls =
                "{\"e\":\"tls\",\"sid\":\"a\",\"t\":1,\"us\":1,\"version\":\"TLSv1.3\",\"cipher\":\"C\",%s\"subject\":\"\","
                        + "\"san\":[],\"issuer\":\"\",\"notAfter\":\"2027-02-21T22:44:53Z\",\"verify\":\"ok\",\"identity\":true}\n";
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/trace-schema-v1.json")), InputFormat.JSON);
        assertEquals(List.of(), schema.validate(tls.formatted(""), InputFormat.JSON));
        assertEquals(
                "[false, false, true]",
                TraceReader.parse(
                                "trace",
                                OPEN.formatted("a")
                                        + tls.formatted("")
                                        + tls.formatted("\"resumed\":false,")
                                        + tls.formatted("\"resumed\":true,"))
                        .get(0)
                        .events()
                        .stream()
                        .skip(1)
                        .map(event -> ((TraceEvent.Secured) event).tls().resumed())
                        .toList()
                        .toString());
    }

    @Test
    void itMayEndAnywhere() {
        String text = OPEN.formatted("a") + OFFER.formatted("a", "SIZE");
        int first = OPEN.formatted("a").length();
        for (int end = first; end < text.length() - 1; end++) {
            assertEquals(
                    1,
                    TraceReader.parse("trace", text.substring(0, end))
                            .get(0)
                            .events()
                            .size());
        }
    }

    @Test
    void dialogsMayBeMixed() {
        String text = OPEN.formatted("a")
                + OPEN.formatted("b")
                + OFFER.formatted("a", "ONE")
                + OFFER.formatted("b", "TWO")
                + OPEN.formatted("a")
                + OFFER.formatted("a", "THREE");
        List<Recording> recordings = TraceReader.parse("trace", text);
        assertEquals(3, recordings.size());
        assertEquals("[[ONE], [TWO], [THREE]]", caps(recordings));
        assertEquals(4, recordings.get(1).recorded().get(1).line());
    }

    @Test
    void whatIsNoTraceIsSaidByLine() {
        assertEquals(
                "t.jsonl line 2 is not a line of a trace: schema v2 is not supported, only v1",
                failure(OPEN.formatted("a") + OPEN.formatted("b").replace("\"v\":1", "\"v\":2")));
        assertEquals(
                "t.jsonl line 1 is not a line of a trace: the dialog a has no open event",
                failure(OFFER.formatted("a", "")));
        assertEquals(
                "t.jsonl line 1 is not a line of a trace: the field port is missing",
                failure(OPEN.formatted("a").replace("\"port\":25,", "")));
        assertEquals(
                "t.jsonl line 1 is not a line of a trace: the field port has a value of the wrong type",
                failure(OPEN.formatted("a").replace("25", "\"25\"")));
        assertTrue(failure("S: 220 mx\nC: QUIT\n").startsWith("t.jsonl line 1 is not a line of a trace: "));
        assertTrue(failure("[]\n").endsWith("not a JSON object"));
        assertTrue(failure(OPEN.formatted("a").replace("\"t\":0", "\"t\":9223372036854775807"))
                .startsWith("t.jsonl line 1 is not a line"));
    }

    private static String failure(String text) {
        return assertThrows(IllegalArgumentException.class, () -> TraceReader.parse("t.jsonl", text))
                .getMessage();
    }

    private static String caps(List<Recording> recordings) {
        return recordings.stream()
                .map(recording -> (TraceEvent.Offered) recording.events().get(1))
                .map(TraceEvent.Offered::capabilities)
                .toList()
                .toString();
    }

    private static String written(List<TraceEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonLinesSink sink = new JsonLinesSink(new PrintStream(out, false, StandardCharsets.UTF_8))) {
            events.forEach(sink::accept);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }
}
