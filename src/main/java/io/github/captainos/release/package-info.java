/**
 * What the goals share: the repository, references and versions. Each goal has its own package
 * below this one, and the steps that several of them have in common are in {@code steps}.
 *
 * <p>A <em>target</em> is what the files of one image are for, usually an architecture. Every
 * target has its own image, and the <em>combined</em> image has the files of all targets.
 */
@NullMarked
package io.github.captainos.release;

import org.jspecify.annotations.NullMarked;
