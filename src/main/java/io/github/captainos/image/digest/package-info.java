/** Computes SHA-256 digests. */
@NullMarked
package io.github.captainos.image.digest;

import org.jspecify.annotations.NullMarked;
