/** SHA-256 digests, and how they are computed fast. */
@NullMarked
package io.github.captainos.image.digest;

import org.jspecify.annotations.NullMarked;
