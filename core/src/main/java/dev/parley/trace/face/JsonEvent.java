package dev.parley.trace.face;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.trace.Elided;
import dev.parley.trace.Group;
import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One event as an object of schema v1: no field changes its meaning, new ones may be added. */
final class JsonEvent {
    private static final int VERSION = 1;

    private final JsonGenerator json;

    JsonEvent(JsonGenerator json) {
        this.json = json;
    }

    void write(String dialog, TraceEvent event) throws IOException {
        json.writeStartObject();
        if (event instanceof TraceEvent.Opened e) {
            begin("open", dialog, e);
            opened(e);
        } else if (event instanceof TraceEvent.Resolved e) {
            begin("resolve", dialog, e);
            micros("us", e.took());
            json.writeStringField("host", e.host());
            texts("addrs", e.addresses());
        } else if (event instanceof TraceEvent.Connected e) {
            begin("connect", dialog, e);
            micros("us", e.took());
            json.writeStringField("remote", e.remote());
            json.writeStringField("local", e.local());
        } else if (event instanceof TraceEvent.Secured e) {
            begin("tls", dialog, e);
            secured(e.tls());
        } else if (event instanceof TraceEvent.Offered e) {
            begin("offer", dialog, e);
            texts("caps", e.capabilities());
        } else if (event instanceof TraceEvent.Decided e) {
            begin("decide", dialog, e);
            json.writeStringField("topic", e.topic().toString());
            json.writeStringField("choice", e.choice());
            json.writeStringField("because", e.because());
            text("property", e.property());
        } else if (event instanceof TraceEvent.Warned e) {
            begin("warn", dialog, e);
            json.writeStringField("topic", e.topic().toString());
            json.writeStringField("text", e.text());
            json.writeStringField("property", e.property());
        } else if (event instanceof TraceEvent.Sent e) {
            begin("send", dialog, e);
            sent(e);
        } else if (event instanceof TraceEvent.Received e) {
            begin("recv", dialog, e);
            received(e);
        } else if (event instanceof TraceEvent.Content e) {
            begin("body", dialog, e);
            content(e);
        } else if (event instanceof TraceEvent.Failed e) {
            begin("fail", dialog, e);
            json.writeStringField("phase", e.phase());
            json.writeStringField("what", e.what());
            json.writeBooleanField("maybeDelivered", e.mayBeDelivered());
        } else if (event instanceof TraceEvent.Explained e) {
            begin("explain", dialog, e);
            json.writeNumberField("id", e.id());
            json.writeStringField("meaning", e.meaning());
            text("fix", e.fix());
            text("source", e.source());
        } else if (event instanceof TraceEvent.Closed e) {
            begin("close", dialog, e);
            json.writeStringField("how", e.how());
            totals(e.totals());
        }
        json.writeEndObject();
    }

    private void begin(String kind, String dialog, TraceEvent event) throws IOException {
        json.writeStringField("e", kind);
        json.writeStringField("sid", dialog);
        json.writeNumberField("t", event.nanos() / 1000);
    }

    private void opened(TraceEvent.Opened e) throws IOException {
        json.writeNumberField("v", VERSION);
        json.writeStringField("at", e.when().toString());
        json.writeStringField("proto", e.protocol());
        json.writeStringField("host", e.host());
        json.writeNumberField("port", e.port());
        json.writeObjectFieldStart("settings");
        for (Map.Entry<String, String> setting : new TreeMap<>(e.settings()).entrySet()) {
            json.writeStringField(setting.getKey(), setting.getValue());
        }
        json.writeEndObject();
    }

    private void secured(TlsReport tls) throws IOException {
        micros("us", tls.handshake());
        json.writeStringField("version", tls.protocol());
        json.writeStringField("cipher", tls.cipher());
        json.writeBooleanField("resumed", tls.resumed());
        json.writeStringField("subject", tls.subject());
        texts("san", tls.names());
        json.writeStringField("issuer", tls.issuer());
        json.writeStringField("notAfter", tls.expires().toString());
        verified(tls.verification());
        json.writeBooleanField("identity", tls.verification().identityProven());
        if (tls.details().isPresent()) {
            detailed(tls.details().get());
        }
    }

    private void detailed(TlsDetails tls) throws IOException {
        json.writeStringField("notBefore", tls.begins().toString());
        json.writeStringField("key", tls.key());
        json.writeStringField("sha256", tls.sha256());
        text("alpn", tls.alpn());
        texts("chain", tls.chain().stream().map(TlsDetails.Certificate::subject).toList());
        texts(
                "issuers",
                tls.chain().stream().map(TlsDetails.Certificate::issuer).toList());
    }

    private void verified(Verification verification) throws IOException {
        if (verification instanceof Verification.Verified) {
            json.writeStringField("verify", "ok");
        } else if (verification instanceof Verification.Delegated v) {
            json.writeStringField("verify", "delegated");
            json.writeStringField("by", v.to());
        } else if (verification instanceof Verification.IssuerOnly v) {
            json.writeStringField("verify", "issuer");
            json.writeStringField("by", v.property());
        } else if (verification instanceof Verification.NamedBy v) {
            json.writeStringField("verify", "named");
            json.writeStringField("by", v.property());
        } else if (verification instanceof Verification.Skipped v) {
            json.writeStringField("verify", "skipped");
            json.writeStringField("by", v.property());
        } else if (verification instanceof Verification.Failed v) {
            json.writeStringField("verify", "failed");
            json.writeStringField("why", v.why());
        }
    }

    private void sent(TraceEvent.Sent e) throws IOException {
        json.writeNumberField("id", e.id());
        if (e.group().isPresent()) {
            Group group = e.group().get();
            json.writeNumberField("group", group.number());
            json.writeNumberField("place", group.place());
            json.writeNumberField("size", group.size());
        }
        json.writeStringField("phase", e.phase());
        json.writeBooleanField("tls", e.secured());
        json.writeStringField("line", e.line());
        json.writeNumberField("octets", e.octets());
        if (e.redacted()) {
            json.writeBooleanField("redacted", true);
        }
    }

    private void received(TraceEvent.Received e) throws IOException {
        json.writeNumberField("id", e.id());
        json.writeStringField("phase", e.phase());
        json.writeBooleanField("tls", e.secured());
        json.writeStringField("code", e.answer().code());
        text("status", e.answer().status());
        json.writeBooleanField("refused", e.answer().refused());
        micros("us", e.waited());
        texts("lines", e.lines());
    }

    private void content(TraceEvent.Content e) throws IOException {
        Elided content = e.content();
        json.writeNumberField("id", e.id());
        json.writeBooleanField("tls", e.secured());
        json.writeStringField("what", content.what());
        json.writeNumberField("octets", content.octets());
        json.writeNumberField("lines", content.lines());
        json.writeNumberField("stuffed", content.stuffed());
        texts("head", e.head());
    }

    private void totals(Totals totals) throws IOException {
        json.writeNumberField("commands", totals.commands());
        json.writeNumberField("groups", totals.groups());
        json.writeNumberField("turnarounds", totals.turnarounds());
        json.writeNumberField("sent", totals.sent());
        json.writeNumberField("received", totals.received());
        micros("waitUs", totals.waited());
    }

    private void micros(String name, Duration took) throws IOException {
        json.writeNumberField(name, took.toNanos() / 1000);
    }

    private void text(String name, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(name, text.get());
        }
    }

    private void texts(String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
