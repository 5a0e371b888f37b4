package example.check;

import static example.check.Check.check;

import example.Resend;
import example.check.RecordingServer.End;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A worker that pauses while it sends, is regarded as dead, and continues: it stores no result. */
final class LateWorker {
    /** Its execution is gone when the late worker continues. */
    private static final String NEVER = "late-never@example.org";

    /** Its execution is in a later version: the next attempt runs when the late worker continues. */
    private static final String ONCE = "late-once@example.org";

    /** Holds the reply to each content. The first attempt for {@link #ONCE} is rejected, the second one accepted. */
    private static final class Server implements RecordingServer.Behaviour {
        private final CountDownLatch firstAttempts = new CountDownLatch(2);
        private final CountDownLatch secondAttempt = new CountDownLatch(1);
        private final CountDownLatch firstReplies = new CountDownLatch(1);
        private final CountDownLatch secondReply = new CountDownLatch(1);

        @Override
        public End content(String address, int attempt) throws InterruptedException {
            if (attempt == 1) {
                firstAttempts.countDown();
                await(firstReplies);
                return address.equals(ONCE) ? End.REJECT : End.ACCEPT;
            }
            secondAttempt.countDown();
            await(secondReply);
            return End.ACCEPT;
        }
    }

    private final Mails mails;
    private final RecordingServer server;
    private final Workers workers;

    /** @param workers that miss heartbeats after seconds, with a longer deadline of an attempt */
    LateWorker(Mails mails, RecordingServer server, Workers workers) {
        this.mails = mails;
        this.server = server;
        this.workers = workers;
    }

    void run() throws Exception {
        Server behaviour = new Server();
        server.behave(behaviour);
        String[] ids = new String[2];
        mails.transaction(() -> {
            ids[0] = mails.enqueue(Resend.NEVER, NEVER);
            ids[1] = mails.enqueue(Resend.ONCE, ONCE);
        });
        WorkerProcess late = workers.start();
        await(behaviour.firstAttempts);
        late.pause();

        workers.start();
        Mails.repeat(60, () -> state(ids[0], NEVER).equals("UNCERTAIN") && state(ids[1], ONCE).equals("WAITING"));
        mails.letTimePass();
        await(behaviour.secondAttempt);

        behaviour.firstReplies.countDown();
        late.resume();
        workers.stopAllBut(1); // The late one ends after it has tried to store the replies.
        verify(ids[0], NEVER, "UNCERTAIN");
        verify(ids[1], ONCE, "SENDING");
        behaviour.secondReply.countDown();
        Mails.repeat(30, mails::isEmpty);
        verify(ids[0], NEVER, "UNCERTAIN");
        check(state(ids[1], ONCE).equals("SENT"), "the result of the second attempt: " + mails.result(ids[1], ONCE));
        workers.stopAllBut(0);
        System.out.println("ok late: a worker that continues after another one has its mails stores no result");
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        check(latch.await(60, TimeUnit.SECONDS), "the next step of the check did not happen");
    }

    private String state(String messageId, String address) {
        return mails.result(messageId, address).state();
    }

    /** The result of the late worker would change the state and the reason. */
    private void verify(String messageId, String address, String state) {
        Mails.Result result = mails.result(messageId, address);
        check(
                result.state().equals(state) && result.reason().equals("the worker ended before it stored the result"),
                "the late worker stored a result: " + result);
    }
}
