package dev.parley.site;

/**
 * A block of code in a page.
 *
 * @param page the path of the page in the repository
 * @param line the line of the page that has the first line of the code
 * @param language the first word after the fence; {@code text} without a word, {@code shell} for an indented block
 */
record CodeBlock(String page, int line, String language, String code) {
    String firstLine() {
        return code.lines()
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse("")
                .strip();
    }

    /** The place of a line of the code, from 0. */
    String at(int index) {
        return page + ":" + (line + index);
    }

    @Override
    public String toString() {
        return at(0) + " " + language;
    }
}
