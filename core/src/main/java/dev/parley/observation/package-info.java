/** Notifies an application of the beginning and the end of operations with mail servers. */
@NullMarked
package dev.parley.observation;

import org.jspecify.annotations.NullMarked;
