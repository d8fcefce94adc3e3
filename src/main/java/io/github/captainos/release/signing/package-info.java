/**
 * What jobs share that sign images, or read only images that are signed: the keys, and the
 * signatures in a repository. What a signature is, and whether it is valid, is in {@code trust}.
 */
@NullMarked
package io.github.captainos.release.signing;

import org.jspecify.annotations.NullMarked;
