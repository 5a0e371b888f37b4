package dev.parley.smtp.connection;

import dev.parley.net.Link;
import dev.parley.smtp.protocol.Command;
import dev.parley.trace.Elided;
import dev.parley.trace.Head;
import dev.parley.trace.Trace;
import dev.parley.wire.CrlfStream;
import java.io.IOException;
import java.io.OutputStream;

/** Content behind DATA: CRLF line ends, dots doubled, and a lone dot at the end (RFC 5321 s4.5.2). */
final class DotCarrier implements Carrier {
    private final Link link;
    private final Pipeline pipeline;
    private final Pipeline.Hearer hearer;
    private final Head head;
    private final CrlfStream crlf;

    DotCarrier(Link link, Pipeline pipeline, Pipeline.Hearer hearer, Head head) {
        this.link = link;
        this.pipeline = pipeline;
        this.hearer = hearer;
        this.head = head;
        this.crlf = new CrlfStream(link.output());
    }

    @Override
    public OutputStream stream() {
        return crlf;
    }

    @Override
    public void end(int replies) throws IOException {
        crlf.finish();
        if (link.hasArrived()) {
            throw new IOException("the server spoke before the message was over");
        }
        Elided content = new Elided("message", crlf.octets(), crlf.lines(), crlf.stuffed());
        Command.EndOfData dot = new Command.EndOfData();
        link.writer().line(dot.wire());
        Trace.PendingCommand asked = link.trace().content(Phase.END_OF_DATA.word(), content, head);
        pipeline.await(dot, asked, replies, hearer);
    }

    @Override
    public long octets() {
        return crlf.octets();
    }
}
