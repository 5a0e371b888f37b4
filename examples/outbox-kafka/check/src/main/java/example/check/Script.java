package example.check;

import example.check.Ledger.Transaction;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What a mail server does with a mail. The local part of a recipient begins with it: {@code ok}; {@code greylist}: rejected
 * for now once; {@code unknown}: rejected; {@code lost}: accepted, and the connection is lost before the reply.
 */
final class Script {
    /** How the server limits its clients. */
    enum Limit {
        NONE,
        /** It rejects all mails for now. */
        REJECT,
        /** It does not reply. */
        SILENT
    }

    private final String name;
    private final Ledger ledger;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Limit limit = Limit.NONE;
    private volatile long millis;

    Script(String name, Ledger ledger) {
        this.name = name;
        this.ledger = ledger;
    }

    String name() {
        return name;
    }

    /** @param time in milliseconds, of MAIL and of the content */
    void limit(Limit next, long time) {
        limit = next;
        millis = time;
    }

    /** Ends the silence. */
    void end() {
        ended.countDown();
    }

    Transaction begin(String worker) throws InterruptedException {
        if (limit == Limit.SILENT) {
            ended.await();
        }
        ledger.point(worker);
        Thread.sleep(millis);
        return ledger.begin(worker, name);
    }

    /** @return the reply to RCPT */
    String recipient(Transaction transaction, String address) {
        int attempt = ledger.attempt(transaction, address);
        ledger.point(transaction.worker());
        if (limit == Limit.REJECT) {
            return "450 4.7.28 Rate limit exceeded, try again later";
        } else if (address.startsWith("unknown")) {
            return "550 5.1.1 No such user";
        } else if (address.startsWith("greylist") && attempt == 1) {
            return "450 4.2.0 Greylisted";
        }
        return "250 2.1.5 Ok";
    }

    /** @return whether the server replies */
    boolean content(Transaction transaction, List<String> recipients, byte[] content) throws InterruptedException {
        ledger.point(transaction.worker());
        Thread.sleep(millis);
        ledger.arrived(recipients, content);
        ledger.point(transaction.worker());
        return !recipients.get(0).startsWith("lost");
    }

    void replied(Transaction transaction) {
        ledger.point(transaction.worker());
    }
}
