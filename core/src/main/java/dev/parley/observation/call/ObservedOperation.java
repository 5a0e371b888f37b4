package dev.parley.observation.call;

import dev.parley.observation.OperationObserver.RunningOperation;
import dev.parley.observation.OperationResult;
import dev.parley.settings.ApplicationFailure;

/** An operation that an observer was notified of. What it throws is logged. */
public final class ObservedOperation {
    private RunningOperation running; // null: not observed, or ended

    ObservedOperation(RunningOperation running) {
        this.running = running;
    }

    /** Ends the operation. A second call has no effect. */
    public void end(OperationResult result) {
        RunningOperation ending = running;
        running = null;
        if (ending != null) {
            try {
                ending.end(result);
            } catch (Throwable e) {
                ApplicationFailure.log(
                        "end of the observer " + ending.getClass().getName(), e);
            }
        }
    }
}
