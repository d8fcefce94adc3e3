/** The goal {@code diff}: compares the images of two releases. */
@NullMarked
package io.github.captainos.release.diff;

import org.jspecify.annotations.NullMarked;
