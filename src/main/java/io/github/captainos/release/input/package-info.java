/**
 * What the user listed in {@code <targets>}, on its way to layers: the search for files, the
 * digests that are known from the build before, compressed layers.
 */
@NullMarked
package io.github.captainos.release.input;

import org.jspecify.annotations.NullMarked;
