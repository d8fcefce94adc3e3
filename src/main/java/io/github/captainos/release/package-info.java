/**
 * What the jobs of the goals share: the session {@link io.github.captainos.release.Release}, the
 * names of a release and of its images, the keys, and the signatures in a repository. The jobs are
 * in the packages below this one, and do not know each other.
 *
 * <p>A <em>target</em> is what the files of one image are for, usually an architecture. Every
 * target has its own image, and the <em>combined</em> image has the files of all targets.
 */
@NullMarked
package io.github.captainos.release;

import org.jspecify.annotations.NullMarked;
