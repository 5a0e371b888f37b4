package dev.parley.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Postfix    | 250 2.0.0 Ok: queued as 4F2A1BC0D3                          | 4F2A1BC0D3",
                "Postfix    | 250 2.0.0 Ok: queued as 4ZxYbN3xq1z2J                       | 4ZxYbN3xq1z2J",
                "Exim       | 250 OK id=1qABCD-0003Xy-2z                                  | 1qABCD-0003Xy-2z",
                "Exim BDAT  | 250- 31 byte chunk, total 33\\250 OK id=1qABCD-0003Xy-2z    | 1qABCD-0003Xy-2z",
                "Sendmail   | 250 2.0.0 3A1BcD2e004711 Message accepted for delivery      | 3A1BcD2e004711",
                "OpenSMTPD  | 250 2.0.0 5d4c1c1f Message accepted for delivery            | 5d4c1c1f",
                "Gmail      | 250 2.0.0 OK  1699999999 a1-20020a17fsi123pls.123 - gsmtp   | a1-20020a17fsi123pls.123",
                "Exchange   | 250 2.6.0 <a@b> [InternalId=4711, Hostname=X.example.com] 1234 bytes in 0.1, 20 KB/sec"
                        + " Queued mail for delivery | 4711",
                "unknown    | 250 Message accepted for delivery                           |",
                "unknown    | 250 Ok                                                      |"
            })
    void knownWordings(String server, String reply, String id) throws Exception {
        Reply heard = Reply.of(List.of(reply.split("\\\\")));
        assertEquals(Optional.ofNullable(id), QueueId.in(heard), server);
    }
}
