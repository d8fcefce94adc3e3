/**
 * Tar archives of layers, whoever published them.
 *
 * <p>Their content is not trusted: sizes, numbers of entries and lengths of names are limited
 * before memory is allocated for them.
 */
@NullMarked
package io.github.captainos.image.tar;

import org.jspecify.annotations.NullMarked;
