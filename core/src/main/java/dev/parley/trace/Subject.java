package dev.parley.trace;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to be explained, in the form in which {@link Words} compare it.
 *
 * @param facts what is true of the dialog, or may be
 * @param code of the reply
 * @param status of the reply, and what it is one of: QUOTA/MAXSIZE is QUOTA, too (RFC 5804 s1.3)
 * @param phase where the dialog is; none where that is not known
 * @param text what was said; none where that is not known
 */
record Subject(Set<String> facts, String code, List<String> status, Optional<String> phase, Optional<String> text) {
    /** As much as a line of a reply may have (RFC 5321 s4.5.3.1.5): an endless one is read only at its beginning. */
    private static final int LONGEST = 512;

    static Subject of(
            Set<String> facts, String code, Optional<String> status, Optional<String> phase, Optional<String> text) {
        String whole = status.orElse("");
        return new Subject(
                facts,
                Words.said(code),
                Stream.of(whole, whole.split("/")[0]).map(Words::said).toList(),
                phase.map(Words::said),
                text.map(Subject::beginning).map(Words::said));
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST));
    }
}
