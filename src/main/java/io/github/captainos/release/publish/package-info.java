/**
 * Publishes the images of a release.
 *
 * <p>What is to be published is computed in full, down to the last digest, before a manifest is
 * sent or a tag is moved: mistakes are found while nothing has happened yet, and what is there
 * already is known.
 */
@NullMarked
package io.github.captainos.release.publish;

import org.jspecify.annotations.NullMarked;
