package dev.parley.trace;

import dev.parley.trace.redaction.HiddenNames;
import dev.parley.trace.redaction.SecretScrubber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Replaces secrets, hidden users and masked addresses in the texts of events. */
final class Redaction extends EventRewriter {
    private static final int MOST_CAUSES = 20;
    private static final Throwable[] NONE = {};

    private final AddressMask addresses;
    private final boolean showsUsers;

    /** Null: there is no secret. */
    private @Nullable SecretScrubber scrubber;

    /** Null: no name is hidden. */
    private @Nullable HiddenNames names;

    private int secrets;

    Redaction(PrivacySettings privacy) {
        this.addresses = privacy.addresses();
        this.showsUsers = privacy.showsUsers();
    }

    /** Adds a secret. */
    void hideSecret(byte[] secret) {
        if (scrubber == null) {
            scrubber = new SecretScrubber();
        }
        secrets++;
        scrubber.add(secret);
    }

    /** How many secrets were added. */
    int secrets() {
        return secrets;
    }

    /** Whether another secret may replace the oldest one, which is then no longer found. */
    boolean isFull() {
        return scrubber != null && scrubber.isFull();
    }

    /** Adds the name of a user, where the settings hide users. */
    void hideUser(String name) {
        if (!showsUsers) {
            if (names == null) {
                names = new HiddenNames();
            }
            names.add(name);
        }
    }

    /** The text without secrets; users and addresses stay. */
    String withoutSecrets(String text) {
        return scrubber == null ? text : scrubber.redactedIn(text);
    }

    /** A server's text for the message of an exception. */
    String forException(String text) {
        return Escaped.message(withoutSecrets(text));
    }

    /**
     * The failure; where its message or that of a cause or suppressed exception must not be shown, another one with the same
     * stack trace.
     */
    IOException forException(IOException failure) {
        return (IOException) redacted(failure, MOST_CAUSES);
    }

    /** @param left how many causes of causes are kept: an application's exception may be its own cause */
    private Throwable redacted(Throwable failure, int left) {
        String message = failure.getMessage();
        String shownMessage = message == null ? null : forException(message);
        Throwable cause = failure.getCause();
        Throwable shownCause = cause == null || left == 0 ? null : redacted(cause, left - 1);
        boolean same = Objects.equals(shownMessage, message) && shownCause == cause;
        Throwable[] suppressed = left == 0 ? NONE : failure.getSuppressed();
        for (int i = 0; i < suppressed.length; i++) {
            Throwable shown = redacted(suppressed[i], left - 1);
            same &= shown == suppressed[i];
            suppressed[i] = shown;
        }
        if (same) {
            return failure;
        }
        IOException shown = new IOException(shownMessage, shownCause);
        shown.setStackTrace(failure.getStackTrace());
        for (Throwable each : suppressed) {
            shown.addSuppressed(each);
        }
        return shown;
    }

    /** The redacted event. */
    TraceEvent of(TraceEvent event) {
        boolean isOpen = addresses == AddressMask.SHOW && scrubber == null && names == null;
        return isOpen ? event : event.rewritten(this);
    }

    /** A redacted event without the secrets that were added later; a masked address is not masked twice. */
    TraceEvent withoutLaterSecrets(TraceEvent redacted) {
        return redacted.rewritten(new LaterSecrets());
    }

    @Override
    protected String text(String text) {
        String masked = addresses.maskedIn(withoutSecrets(text), names);
        return names == null ? masked : names.hiddenIn(masked);
    }

    private final class LaterSecrets extends EventRewriter {
        @Override
        protected String text(String text) {
            return withoutSecrets(text);
        }
    }

    /** Truncates the texts of one redacted event: all of them together have about {@value #MOST} characters. */
    static final class Limit extends EventRewriter {
        static final int MOST = 1024;

        private int left = MOST;
        private boolean exceeded;

        /** Whether something was truncated. */
        boolean isExceeded() {
            return exceeded;
        }

        @Override
        protected boolean keepsTlsDetails() {
            return false;
        }

        @Override
        protected Map<String, String> settings(Map<String, String> settings) {
            Map<String, String> kept = new TreeMap<>();
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                if (left <= 0) {
                    exceeded = true;
                    break;
                }
                left -= setting.getKey().length();
                kept.put(setting.getKey(), text(setting.getValue()));
            }
            return kept.equals(settings) ? settings : kept;
        }

        @Override
        protected List<String> texts(List<String> lines) {
            List<String> kept = new ArrayList<>();
            for (String line : lines) {
                if (left <= 0) {
                    exceeded = true;
                    kept.add("[" + (lines.size() - kept.size()) + " more lines]");
                    break;
                }
                kept.add(text(line));
                left -= line.isEmpty() ? 1 : 0;
            }
            return List.copyOf(kept);
        }

        @Override
        protected String text(String text) {
            int length = Math.max(0, Math.min(text.length(), left));
            left -= text.length();
            if (length == text.length()) {
                return text;
            }
            exceeded = true;
            return text.substring(0, length) + " [" + (text.length() - length) + " more]";
        }
    }
}
