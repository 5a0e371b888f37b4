package dev.parley.replay;

import java.util.List;

/**
 * A line of a dialog file for the test that runs it, not for the server.
 *
 * @param word the first word, for example {@code given}
 * @param rest the rest of the line
 * @param body the following lines that begin with {@code |}, without the bar and the blank after it
 */
public record Directive(String word, String rest, List<String> body) {}
