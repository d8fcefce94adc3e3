/** What is kept for the next build: the digests of files, and compressed layers. */
@NullMarked
package io.github.captainos.release.input.cache;

import org.jspecify.annotations.NullMarked;
