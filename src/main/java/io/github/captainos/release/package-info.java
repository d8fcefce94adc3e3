/**
 * What the jobs share: the repository, references and versions, what tags name and how they are
 * moved, tasks that run side by side. Each job has a package of its own below this one.
 *
 * <p>A <em>target</em> is what the files of one image are for, an architecture mostly. Every target
 * has an image of its own, and the <em>combined</em> image has the files of all targets.
 */
@NullMarked
package io.github.captainos.release;

import org.jspecify.annotations.NullMarked;
