package dev.parley.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A recorded dialog with TLS, in clear. */
class WithoutTlsTest {
    private static final String TLS =
            "{'e':'tls','sid':'a','t':0,'us':0,'version':'TLSv1.3','cipher':'C','subject':'CN=mx','san':[],'issuer':'CN=mx',"
                    + "'notAfter':'2027-02-21T22:44:53Z','verify':'ok','identity':true}\n";

    @Test
    void whatWasSaidInClearIsLeftOut() {
        String trace = opened("smtp")
                + received(0, "220 mx")
                + sent(1, "EHLO me")
                + received(1, "250 STARTTLS")
                + sent(2, "STARTTLS")
                + received(2, "220 go")
                + TLS
                + sent(3, "EHLO me")
                + received(3, "250 AUTH PLAIN");
        assertEquals(List.of("S: 220 mx", "C: EHLO me", "S: 250 AUTH PLAIN"), said(trace, true));
        assertEquals("S! tls", said(trace, false).get(5));
    }

    @Test
    void tlsFromTheFirstOctet() {
        assertEquals(List.of("S: OK"), said(opened("sieves") + TLS + received(0, "OK"), true));
    }

    @Test
    void aGreetingThatHoldsInClearOnly() {
        String trace = opened("sieve") + received(0, "OK") + sent(1, "STARTTLS") + received(1, "OK") + TLS;
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> said(trace, true));
        assertEquals(
                "a sieve dialog with STARTTLS cannot be replayed without TLS: use the certificate", e.getMessage());
    }

    private static List<String> said(String trace, boolean elided) {
        List<Recording> recordings = TraceReader.parse("trace", trace.replace('\'', '"'));
        return DialogScript.of("trace", recordings, Pace.NONE, elided).conversation();
    }

    private static String opened(String protocol) {
        return "{'e':'open','sid':'a','t':0,'v':1,'at':'2026-11-23T22:44:58Z','proto':'" + protocol
                + "','host':'mx','port':25,'settings':{}}\n";
    }

    private static String sent(int id, String line) {
        return "{'e':'send','sid':'a','t':0,'id':" + id + ",'phase':'x','tls':false,'line':'" + line
                + "','octets':6}\n";
    }

    private static String received(int id, String line) {
        return "{'e':'recv','sid':'a','t':0,'id':" + id
                + ",'phase':'x','tls':false,'code':'250','refused':false,'us':0,'lines':['" + line + "']}\n";
    }
}
