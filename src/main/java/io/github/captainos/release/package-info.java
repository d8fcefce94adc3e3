/**
 * What the goals share: the repository, references and versions, lookups and moves of tags,
 * concurrent tasks. Each goal has its own package below this one.
 *
 * <p>A <em>target</em> is what the files of one image are for, usually an architecture. Every
 * target has its own image, and the <em>combined</em> image has the files of all targets.
 */
@NullMarked
package io.github.captainos.release;

import org.jspecify.annotations.NullMarked;
