/** The goal {@code verify}: verifies the signatures of all images of a release. */
@NullMarked
package io.github.captainos.release.verify;

import org.jspecify.annotations.NullMarked;
