/**
 * The goal {@code pull}: writes the files of an image into a directory. All of them are fetched and
 * verified before any is moved to its final path.
 */
@NullMarked
package io.github.captainos.release.pull;

import org.jspecify.annotations.NullMarked;
