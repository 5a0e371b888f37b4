package dev.parley.replay;

import java.util.List;

/**
 * A line of a dialog file that is not for the server but for whoever runs the file.
 *
 * @param word its first word, for example {@code given}
 * @param rest what follows on the line
 * @param body the lines below it that begin with {@code |}, without the bar and the blank behind it
 */
public record Directive(String word, String rest, List<String> body) {}
