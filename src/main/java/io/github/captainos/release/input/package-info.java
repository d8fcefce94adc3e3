/**
 * Files and layers of {@code <targets>}: the search for files, the cache of digests, compressed
 * layers.
 */
@NullMarked
package io.github.captainos.release.input;

import org.jspecify.annotations.NullMarked;
