package dev.parley.smtp.async;

import jakarta.mail.Session;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** The number of sends of a Session that wait or run. A Session is referenced weakly. */
final class Places {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<Session, Places> OF_SESSIONS = new WeakHashMap<>();

    private final AtomicInteger taken = new AtomicInteger();

    private Places() {}

    static Places of(Session session) {
        LOCK.lock();
        try {
            Places places = OF_SESSIONS.get(session);
            if (places == null) {
                places = new Places();
                OF_SESSIONS.put(session, places);
            }
            return places;
        } finally {
            LOCK.unlock();
        }
    }

    /** @return false: so many are taken already */
    boolean take(int most) {
        int before = taken.get();
        while (before < most) {
            if (taken.compareAndSet(before, before + 1)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    void giveBack() {
        taken.decrementAndGet();
    }
}
