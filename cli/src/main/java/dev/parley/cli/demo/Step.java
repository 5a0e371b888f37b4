package dev.parley.cli.demo;

/** One thing the demo does, and the check that it worked. */
record Step(String name, Action action) {

    @FunctionalInterface
    interface Action {
        /**
         * @return what came of it, for a person to read
         * @throws Exception when it did not work; the message says why
         */
        String perform() throws Exception;
    }
}
