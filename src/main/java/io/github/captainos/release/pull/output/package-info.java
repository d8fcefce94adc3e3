/**
 * The directory that an image is written into: first into a staging directory inside of it, from
 * where all files and links are moved to their final paths.
 */
@NullMarked
package io.github.captainos.release.pull.output;

import org.jspecify.annotations.NullMarked;
