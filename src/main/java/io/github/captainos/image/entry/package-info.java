/**
 * Entries of layers: their names and links, and the files and directories that they are read from.
 */
@NullMarked
package io.github.captainos.image.entry;

import org.jspecify.annotations.NullMarked;
