package dev.parley.cli.demo;

/** One operation of the demo, with the check of its result. */
record Step(String name, Action action) {

    @FunctionalInterface
    interface Action {
        /**
         * @return the result, as text
         * @throws Exception when the operation failed, with the reason in its message
         */
        String perform() throws Exception;
    }
}
