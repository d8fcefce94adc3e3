/** The goal {@code tag-all}: adds a tag to all images of a release. */
@NullMarked
package io.github.captainos.release.tag;

import org.jspecify.annotations.NullMarked;
