/** Layers, and the tar archives that they are: written while the files are read. */
@NullMarked
package io.github.captainos.image.layer;

import org.jspecify.annotations.NullMarked;
