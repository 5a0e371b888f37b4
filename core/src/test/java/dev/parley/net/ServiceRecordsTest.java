package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.Endpoint;
import dev.parley.settings.MailProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServiceRecordsTest {
    private static final int TIMES = 6000;

    @Test
    void theLowestPriorityIsFirst() {
        assertEquals(
                "c a b",
                hosts(ServiceRecords.ordered(
                        List.of(record("a", 20, 0), record("b", 30, 9), record("c", 0, 0)), new Random(1))));
    }

    /** RFC 2782, "Weight": a server with three times the weight is first three times as often, one with 0 rarely. */
    @Test
    void theWeightIsTheShareOfTheFirstPlace() {
        List<ServiceRecord> records = List.of(record("a", 0, 10), record("b", 0, 30), record("c", 0, 0));
        Random random = new Random(1);
        int[] first = new int[3];
        for (int i = 0; i < TIMES; i++) {
            List<ServiceRecord> order = ServiceRecords.ordered(records, random);
            assertEquals(3, order.size());
            first[order.get(0).target().host().charAt(0) - 'a']++;
        }
        assertTrue(first[1] > 2.5 * first[0] && first[1] < 3.5 * first[0], first[0] + " and " + first[1]);
        assertTrue(first[2] > 0 && first[2] < TIMES / 20, "weight 0 is first: " + first[2]);
    }

    @Test
    void anIpv6AddressIsNoDomain() throws Exception {
        assertEquals(List.of(), ServiceLookup.find("_sieve._tcp", "::1", "dns://127.0.0.1:1", new ConnectAttempt()));
    }

    @Test
    void theCertificateNamesTheServerOnlyWithinTheDomain() {
        assertEquals("mx.example.org", ServiceLookup.identity("example.org", "mx.example.org"));
        assertEquals("a.mx.Example.ORG", ServiceLookup.identity("example.org", "a.mx.Example.ORG"));
        assertEquals("Example.org", ServiceLookup.identity("example.org", "Example.org"));
        for (String elsewhere : List.of("example.net", "badexample.org", "org", "example.org.evil.test", "")) {
            assertEquals("example.org", ServiceLookup.identity("example.org", elsewhere));
        }
    }

    @Test
    void theValuesOfTheProperty() {
        assertEquals(Optional.of("dns:"), dns("true"));
        assertEquals(Optional.of("dns:"), dns(true));
        assertEquals(Optional.empty(), dns("FALSE"));
        assertEquals(Optional.of("dns://192.0.2.1:53"), dns("dns://192.0.2.1:53"));
        assertEquals(Optional.empty(), ServiceLookup.dns(new MailProperties("smtp", new Properties())));
        for (String bad : List.of("maybe", "dns:192.0.2.1", "192.0.2.1")) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> dns(bad));
            assertEquals("mail.smtp.srv=" + bad + " is not one of true, false, dns://server", e.getMessage());
        }
    }

    private static Optional<String> dns(Object value) {
        Properties properties = new Properties();
        properties.put("mail.smtp.srv", value);
        return ServiceLookup.dns(new MailProperties("smtp", properties));
    }

    private static ServiceRecord record(String host, int priority, int weight) {
        return new ServiceRecord("_sieve._tcp.example.org", priority, weight, new Endpoint(host, 1));
    }

    private static String hosts(List<ServiceRecord> records) {
        List<String> hosts = new ArrayList<>();
        for (ServiceRecord each : records) {
            hosts.add(each.target().host());
        }
        return String.join(" ", hosts);
    }
}
