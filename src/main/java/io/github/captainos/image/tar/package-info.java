/**
 * Layers and the tar archives that they are: written while files are read, with bytes that depend
 * on nothing else, and read, whoever published them.
 *
 * <p>The content of an archive that is read is not trusted: sizes, numbers of entries and lengths
 * of names are limited before memory is allocated for them.
 */
@NullMarked
package io.github.captainos.image.tar;

import org.jspecify.annotations.NullMarked;
