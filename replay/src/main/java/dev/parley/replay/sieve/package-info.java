/** A ManageSieve server for tests. */
@NullMarked
package dev.parley.replay.sieve;

import org.jspecify.annotations.NullMarked;
