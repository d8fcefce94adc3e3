/** The files, links and directories of an image: what remains when its layers are applied. */
@NullMarked
package io.github.captainos.release.pull.files;

import org.jspecify.annotations.NullMarked;
