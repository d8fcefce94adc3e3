/**
 * Which version and which commit a build is of.
 *
 * <p>A <em>version</em> is the name of the nearest tag that looks like one ({@code v1.2.0}),
 * walking back from {@code HEAD} along first parents, as {@code git describe --tags --first-parent
 * --abbrev=0 --match 'v[0-9]*'} finds it. The repository is read with JGit: the {@code git} command
 * need not be installed, and no setting of the user or the machine has a say in the result.
 */
@NullMarked
package io.github.captainos.git;

import org.jspecify.annotations.NullMarked;
