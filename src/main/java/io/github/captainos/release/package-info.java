/**
 * The jobs, and the plan they are done by.
 *
 * <p>A <em>target</em> is what the files of one image are for, an architecture mostly. Every target
 * has an image of its own, and the <em>combined</em> image has the files of all targets. What is to
 * be published is worked out in full, down to the last digest, before a manifest is sent or a tag
 * is moved: mistakes are found while nothing has happened yet, and what is there already is known.
 */
@NullMarked
package io.github.captainos.release;

import org.jspecify.annotations.NullMarked;
