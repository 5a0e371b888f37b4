/** Servers for tests that replay dialog files and recorded traces. */
@NullMarked
package dev.parley.replay;

import org.jspecify.annotations.NullMarked;
