package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;

/** The dialog as text in the compact style: a block of the page that can be selected and copied. */
final class PageCopy {
    private final CompactLines lines = new CompactLines();
    private final PageBuffer buffer = PageBuffer.ofLines();

    void add(TraceEvent event) {
        for (CompactLines.Line line : lines.add(event)) {
            buffer.add(Markup.escaped(line.text()) + "\n");
        }
    }

    /** The block, closed until a reader opens it. */
    String markup() {
        StringBuilder text =
                new StringBuilder("<details class=\"copy\"><summary>The dialog as text, to copy</summary><pre>");
        buffer.first().forEach(text::append);
        if (buffer.omitted() > 0) {
            text.append("[").append(buffer.omitted()).append(" lines are omitted here]\n");
        }
        buffer.last().forEach(text::append);
        return text.append("</pre></details>\n").toString();
    }
}
