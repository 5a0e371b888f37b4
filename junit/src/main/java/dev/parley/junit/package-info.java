/** A JUnit Jupiter extension: mail servers for tests. */
@NullMarked
package dev.parley.junit;

import org.jspecify.annotations.NullMarked;
