/** An SMTP server for tests. */
@NullMarked
package dev.parley.replay.smtp;

import org.jspecify.annotations.NullMarked;
