/**
 * The jobs of the goals that say what a repository has: {@code inspect}, {@code list} and {@code
 * diff}. They read manifests, configs and checksum files, and no file of an image.
 */
@NullMarked
package io.github.captainos.release.look;

import org.jspecify.annotations.NullMarked;
