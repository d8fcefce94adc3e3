/** Computes SHA-256 digests efficiently. */
@NullMarked
package io.github.captainos.image.digest;

import org.jspecify.annotations.NullMarked;
