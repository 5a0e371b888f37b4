/** The API of logins: what an application implements to provide passwords and tokens. */
@NullMarked
package dev.parley.login;

import org.jspecify.annotations.NullMarked;
