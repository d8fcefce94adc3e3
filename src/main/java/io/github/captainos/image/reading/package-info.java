/**
 * Reads images of any publisher: manifests, layers, tar archives.
 *
 * <p>Their content is not trusted: sizes, numbers of entries and lengths of names are limited
 * before memory is allocated for them.
 */
@NullMarked
package io.github.captainos.image.reading;

import org.jspecify.annotations.NullMarked;
