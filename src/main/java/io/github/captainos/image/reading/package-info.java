/**
 * Reads images that anyone may have published: manifests, layers, tar archives.
 *
 * <p>Nothing in them is trusted: sizes, numbers of entries and lengths of names are limited before
 * memory is used for them.
 */
@NullMarked
package io.github.captainos.image.reading;

import org.jspecify.annotations.NullMarked;
