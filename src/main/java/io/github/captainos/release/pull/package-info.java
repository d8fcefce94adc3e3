/**
 * Pulls the files of an image into a directory. All of them are fetched and checked before the
 * first gets its name.
 */
@NullMarked
package io.github.captainos.release.pull;

import org.jspecify.annotations.NullMarked;
