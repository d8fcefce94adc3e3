/**
 * What an image holds, as far as its manifests, its configs and its checksum files say: for the
 * jobs that read images, of Captain or another publisher. No file of an image is read.
 */
@NullMarked
package io.github.captainos.release.content;

import org.jspecify.annotations.NullMarked;
