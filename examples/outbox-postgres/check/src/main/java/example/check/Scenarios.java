package example.check;

import static example.check.Check.check;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import example.Outbox.Uncertain;
import example.Resend;
import example.check.RecordingServer.End;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One mail for each result that a mail can have. */
final class Scenarios {
    /** Its behaviour depends on the address. */
    static final class Server implements RecordingServer.Behaviour {
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch replies = new CountDownLatch(1);

        @Override
        public String recipient(String address, int attempt) throws InterruptedException {
            if (address.startsWith("greylisted") && attempt == 1) {
                return "450 4.2.0 Greylisted, try again in 300 seconds";
            } else if (address.startsWith("greylisted-slow")) {
                running.countDown();
                check(replies.await(60, TimeUnit.SECONDS), "the check did not continue");
                return "250 2.1.5 Ok";
            } else if (address.startsWith("lost-and-busy") && attempt > 1) {
                return "450 4.2.1 Mailbox busy";
            } else if (address.startsWith("unknown")) {
                return "550 5.1.1 No such user";
            }
            return "250 2.1.5 Ok";
        }

        @Override
        public End content(String address, int attempt) {
            return address.startsWith("lost") && attempt == 1 ? End.ACCEPT_AND_CLOSE : End.ACCEPT;
        }
    }

    private final Mails mails;
    private final RecordingServer server;
    private final Server behaviour = new Server();

    Scenarios(Mails mails, RecordingServer server) {
        this.mails = mails;
        this.server = server;
        server.behave(behaviour);
    }

    void run(Workers workers) throws Exception {
        rollBack();
        workers.start();
        recipients();
        group();
        uncertain();
        retriesAfterStop();
        retriesAfterResend();
        resendWhileOthersWait();
        resendDuringAttempt();
        workers.stopAllBut(0);
    }

    private void rollBack() {
        try {
            mails.transaction(() -> {
                mails.enqueue(Resend.ONCE, "rolled-back@example.org");
                throw new IllegalStateException("the business failed");
            });
        } catch (IllegalStateException expected) {
            check(mails.results().isEmpty() && mails.isEmpty(), "the mail of a rolled-back transaction is stored");
        }
    }

    /** Each recipient has its own result: sent, rejected, later. */
    private void recipients() throws Exception {
        String[] addresses = {
            "joe@example.org", "unknown@example.org", "greylisted@example.org", "hidden-ann@example.org"
        };
        String[] id = new String[1];
        mails.transaction(() -> id[0] = mails.enqueue(Resend.ONCE, addresses));
        Mails.repeat(30, () -> mails.result(id[0], addresses[0]).state().equals("SENT"));
        Mails.Result rejected = mails.result(id[0], addresses[1]);
        check(
                rejected.state().equals("REJECTED") && rejected.reason().contains("550 5.1.1 No such user"),
                "not a dead letter: " + rejected);
        double wait = mails.wait(addresses[2]);
        String state = mails.result(id[0], addresses[2]).state();
        check(state.equals("WAITING") && wait > 280 && wait <= 300, state + ", wait: " + wait);
        mails.letTimePass();
        Mails.repeat(30, mails::isEmpty);
        for (int i = 0; i < addresses.length; i++) {
            Mails.Result result = mails.result(id[0], addresses[i]);
            List<byte[]> accepted = server.accepted(id[0], addresses[i]);
            check(accepted.size() == (i == 1 ? 0 : 1), accepted.size() + " times: " + result);
            for (byte[] content : accepted) {
                check(!new String(content, ISO_8859_1).contains("hidden-"), "the Bcc recipient is in the content");
                check(Arrays.equals(content, result.content()), "other bytes arrived: " + result);
            }
        }
        System.out.println("ok each recipient: sent, rejected, sent after the advised time, with the stored bytes");
    }

    /** Parley sends to the members of a group. */
    private void group() throws Exception {
        String[] members = {"ann@example.org", "bob@example.org"};
        String[] id = new String[1];
        mails.transaction(
                () -> id[0] = mails.enqueue(Resend.ONCE, "Team: " + String.join(", ", members) + ";", "cid@example.org"));
        Mails.repeat(30, mails::isEmpty);
        for (String member : members) {
            check(mails.result(id[0], member).state().equals("SENT"), "not sent: " + mails.result(id[0], member));
            check(server.accepted(id[0], member).size() == 1, "not one copy to " + member);
        }
        check(mails.count("select count(*) from mail_recipient where address like '%:%'") == 0, "a group is stored");
        System.out.println("ok group: each member has a result of its own");
    }

    private void uncertain() throws Exception {
        String[] ids = new String[4];
        Resend[] policies = {Resend.NEVER, Resend.ONCE, Resend.ASK, Resend.ASK};
        mails.transaction(() -> {
            for (int i = 0; i < ids.length; i++) {
                ids[i] = mails.enqueue(policies[i], "lost-" + i + "@example.org");
            }
        });
        String again = "select count(*) from mail_recipient where state = 'WAITING' and resent";
        Mails.repeat(30, () -> mails.outbox.uncertain().size() == 3 && mails.count(again) == 1);
        mails.letTimePass();
        for (Uncertain parked : mails.outbox.uncertain()) {
            if (parked.messageId().equals(ids[3])) {
                check(mails.outbox.markSent(parked), "not marked as sent");
            } else {
                boolean allowed = parked.messageId().equals(ids[2]);
                check(mails.outbox.resend(parked) == allowed, "wrong permission to send again: " + parked);
            }
        }
        Mails.repeat(30, mails::isEmpty);
        String[] states = {"UNCERTAIN", "SENT", "SENT", "SENT"};
        int[] copies = {1, 2, 2, 1};
        for (int i = 0; i < ids.length; i++) {
            String address = "lost-" + i + "@example.org";
            check(mails.result(ids[i], address).state().equals(states[i]), "state: " + mails.result(ids[i], address));
            int accepted = server.accepted(ids[i], address).size();
            check(accepted == copies[i], accepted + " copies of a mail with the policy " + policies[i]);
        }
        System.out.println("ok uncertain: parked (never), sent once more (once), decided by a person (ask)");
    }

    /** No worker ran for five days. */
    private void retriesAfterStop() throws Exception {
        String address = "greylisted-old@example.org";
        String[] id = new String[1];
        mails.transaction(() -> {
            id[0] = mails.enqueue(Resend.ONCE, address);
            mails.letDaysPass(id[0]);
        });
        Mails.repeat(30, () -> mails.result(id[0], address).reason() != null);
        check(mails.result(id[0], address).state().equals("WAITING"), "given up: " + mails.result(id[0], address));
        mails.letTimePass();
        Mails.repeat(30, mails::isEmpty);
        check(isSent(id[0], address), "not sent: " + mails.result(id[0], address));
        System.out.println("ok retries: for four days from the first attempt, though the mail is older");
    }

    /** A person decides after five days, and the mailbox is busy then. */
    private void retriesAfterResend() throws Exception {
        String address = "lost-and-busy@example.org";
        String[] id = new String[1];
        mails.transaction(() -> id[0] = mails.enqueue(Resend.ASK, address));
        Mails.repeat(30, () -> mails.result(id[0], address).state().equals("UNCERTAIN"));
        mails.letDaysPass(id[0]);
        check(mails.outbox.resend(uncertain(id[0])), "not sent again: " + mails.result(id[0], address));
        Mails.repeat(30, () -> mails.result(id[0], address).reason().contains("Mailbox busy"));
        check(mails.result(id[0], address).state().equals("WAITING"), "given up: " + mails.result(id[0], address));
        mails.letDaysPass(id[0]);
        Mails.repeat(30, mails::isEmpty);
        check(mails.result(id[0], address).state().equals("REJECTED"), "no end: " + mails.result(id[0], address));
        System.out.println("ok retries: for four days from a resend, then rejected");
    }

    /** The execution exists already, for a recipient who waits for 300 seconds. */
    private void resendWhileOthersWait() throws Exception {
        Uncertain parked = uncertainBeside("greylisted-waiting@example.org", "lost-waiting@example.org");
        check(mails.outbox.resend(parked), "not sent again: " + parked);
        Mails.repeat(30, () -> isSent(parked.messageId(), parked.address()));
        Mails.Result waiting = mails.result(parked.messageId(), "greylisted-waiting@example.org");
        check(waiting.state().equals("WAITING"), "sent too early: " + waiting);
        mails.letTimePass();
        Mails.repeat(30, mails::isEmpty);
        check(isSent(parked.messageId(), "greylisted-waiting@example.org"), "not sent to the recipient who waited");
        System.out.println("ok uncertain: sent again at once, though another recipient waits");
    }

    /** The execution runs for another recipient. */
    private void resendDuringAttempt() throws Exception {
        Uncertain parked = uncertainBeside("greylisted-slow@example.org", "lost-slow@example.org");
        mails.letTimePass();
        check(behaviour.running.await(30, TimeUnit.SECONDS), "no attempt for the recipient who waited");
        check(mails.outbox.resend(parked), "not sent again: " + parked);
        behaviour.replies.countDown();
        Mails.repeat(30, mails::isEmpty);
        check(isSent(parked.messageId(), parked.address()), "not sent again: " + parked);
        System.out.println("ok uncertain: sent again after the attempt that runs for another recipient");
    }

    /** Sends a mail to two recipients: one waits for the next attempt, and the result of the other one is uncertain. */
    private Uncertain uncertainBeside(String waiting, String lost) throws Exception {
        String[] id = new String[1];
        mails.transaction(() -> id[0] = mails.enqueue(Resend.ASK, waiting, lost));
        Mails.repeat(30, () -> mails.result(id[0], lost).state().equals("UNCERTAIN"));
        return uncertain(id[0]);
    }

    private Uncertain uncertain(String messageId) {
        return mails.outbox.uncertain().stream()
                .filter(each -> each.messageId().equals(messageId))
                .findFirst()
                .orElseThrow();
    }

    private boolean isSent(String messageId, String address) {
        return mails.result(messageId, address).state().equals("SENT");
    }
}
