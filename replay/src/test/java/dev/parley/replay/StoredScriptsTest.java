package dev.parley.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.trace.TraceEvent;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A script that comes back is what the client has stored, as long as the server says so. */
class StoredScriptsTest {
    @Test
    void whatWasStored() {
        assertEquals(OptionalInt.of(1), stored(put(1, "a", 7, false) + get(2, "a", 7)));
    }

    @Test
    void theLastOneThatWasTaken() {
        assertEquals(
                OptionalInt.of(2),
                stored(put(1, "a", 7, false) + put(2, "a", 7, false) + put(3, "a", 7, true) + get(4, "a", 7)));
    }

    @Test
    void anotherName() {
        assertEquals(OptionalInt.empty(), stored(put(1, "a", 7, false) + get(2, "b", 7)));
    }

    @Test
    void anotherSize() {
        assertEquals(OptionalInt.empty(), stored(put(1, "a", 7, false) + get(2, "a", 5)));
    }

    @Test
    void laterInTheDialog() {
        String trace = get(1, "a", 7) + put(2, "a", 7, false);
        List<RecordedEvent> events = events(trace);
        TraceEvent.Received fetched = (TraceEvent.Received) events.get(2).event();
        assertEquals(OptionalInt.empty(), new StoredScripts(events).stored(fetched));
    }

    private static OptionalInt stored(String trace) {
        List<RecordedEvent> events = events(trace);
        return new StoredScripts(events)
                .stored((TraceEvent.Received) events.get(events.size() - 1).event());
    }

    private static List<RecordedEvent> events(String trace) {
        String opened = "{'e':'open','sid':'a','t':0,'v':1,'at':'2026-11-23T22:44:58Z','proto':'sieve','host':'mx',"
                + "'port':4190,'settings':{}}\n";
        return TraceReader.parse("trace", (opened + trace).replace('\'', '"'))
                .get(0)
                .recorded();
    }

    private static String put(int id, String name, int octets, boolean refused) {
        return sent(id, "PUTSCRIPT \\'" + name + "\\' {" + octets + "+}")
                + "{'e':'body','sid':'a','t':0,'id':" + id + ",'tls':false,'what':'script','octets':" + octets
                + ",'lines':1,'stuffed':0,'head':[]}\n" + received(id, refused ? "'NO'" : "'OK'", refused);
    }

    private static String get(int id, String name, int octets) {
        return sent(id, "GETSCRIPT \\'" + name + "\\'")
                + received(id, "'{" + octets + "}','[script: " + octets + " octets, 1 line]','OK'", false);
    }

    private static String sent(int id, String line) {
        return "{'e':'send','sid':'a','t':0,'id':" + id + ",'phase':'x','tls':false,'line':'" + line
                + "','octets':6}\n";
    }

    private static String received(int id, String lines, boolean refused) {
        return "{'e':'recv','sid':'a','t':" + id + ",'id':" + id + ",'phase':'x','tls':false,'code':'OK','refused':"
                + refused + ",'us':0,'lines':[" + lines + "]}\n";
    }
}
