package dev.parley.trace;

import dev.parley.wire.Text;
import java.util.List;

/** What a trace needs of a reply. It does not change. */
public interface ReceivedReply {
    Answer answer();

    /** Whether it is a rejection. */
    default boolean refused() {
        return answer().refused();
    }

    /** Without line ends. */
    List<String> lines();

    /** The octets of the lines, with a CRLF each. */
    default long octets() {
        List<String> lines = lines();
        long octets = 0;
        for (int i = 0; i < lines.size(); i++) {
            octets += Text.utf8Length(lines.get(i)) + 2L;
        }
        return octets;
    }
}
