package dev.parley.smtp.send;

import dev.parley.settings.ApplicationFailure;
import jakarta.mail.MessagingException;

/**
 * What the listeners of a transport throw: it is logged, and the result of a send stands. The first VirtualMachineError
 * of a send is kept, to be thrown again when no message was accepted.
 */
public final class ListenerFailures {
    private volatile VirtualMachineError error;

    /** @param listener which code of the application failed */
    public void add(String listener, Throwable thrown) {
        if (thrown instanceof VirtualMachineError first && error == null) {
            error = first;
        }
        ApplicationFailure.log(listener, thrown);
    }

    /** Forgets what was kept: another send begins. */
    public void clear() {
        error = null;
    }

    /**
     * Throws the VirtualMachineError that was kept, if there is one.
     *
     * @param other a VirtualMachineError from elsewhere, which is thrown where none was kept; may be null
     * @param failure what the application does not get then; may be null
     */
    public void throwError(VirtualMachineError other, MessagingException failure) {
        VirtualMachineError thrown = error != null ? error : other;
        if (thrown == null) {
            return;
        }
        if (failure != null) {
            thrown.addSuppressed(failure);
        }
        throw thrown;
    }
}
