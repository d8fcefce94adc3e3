/** Gives all images of a release another tag. */
@NullMarked
package io.github.captainos.release.tag;

import org.jspecify.annotations.NullMarked;
