package example.check;

import example.check.Ledger.Transaction;
import java.util.List;

/**
 * What a mail server does with a mail to one domain. The local part of a recipient begins with it: {@code ok}; {@code greylist}: rejected
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

    private final String domain;
    private final Ledger ledger;
    private final long millis;
    private Limit limit = Limit.NONE;

    /** @param millis the time before the reply to RCPT, and before that to the content */
    Script(String domain, Ledger ledger, long millis) {
        this.domain = domain;
        this.ledger = ledger;
        this.millis = millis;
    }

    String domain() {
        return domain;
    }

    synchronized void limit(Limit next) {
        limit = next;
        notifyAll();
    }

    private synchronized Limit limit() throws InterruptedException {
        while (limit == Limit.SILENT) {
            wait();
        }
        return limit;
    }

    Transaction begin(String worker) throws InterruptedException {
        ledger.point(worker);
        Thread.sleep(millis);
        return ledger.begin(worker, domain);
    }

    /** @return the reply to RCPT */
    String recipient(Transaction transaction, String address) throws InterruptedException {
        int attempt = ledger.attempt(transaction, address);
        ledger.point(transaction.worker());
        if (limit() == Limit.REJECT) {
            return "450 4.7.28 Rate limit exceeded, try again later";
        } else if (address.startsWith("unknown")) {
            return "550 5.1.1 No such user";
        } else if (address.startsWith("greylist") && attempt == 1) {
            return "450 4.2.0 <" + address + ">: Greylisted";
        }
        return "250 2.1.5 Ok";
    }

    /** @return whether the server replies */
    boolean content(Transaction transaction, List<String> recipients, byte[] content) throws InterruptedException {
        ledger.point(transaction.worker());
        Thread.sleep(millis);
        ledger.arrived(transaction, recipients, content);
        ledger.point(transaction.worker());
        return !recipients.get(0).startsWith("lost");
    }

    void replied(Transaction transaction) {
        ledger.point(transaction.worker());
    }
}
