/**
 * Reads images of any publisher: manifests, and blobs that are verified while they are read.
 *
 * <p>Their content is not trusted.
 */
@NullMarked
package io.github.captainos.image.reading;

import org.jspecify.annotations.NullMarked;
