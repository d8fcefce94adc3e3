/** The goal {@code inspect}: says what an image holds. */
@NullMarked
package io.github.captainos.release.inspect;

import org.jspecify.annotations.NullMarked;
