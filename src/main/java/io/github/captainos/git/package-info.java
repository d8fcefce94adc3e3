/**
 * Reads the version and the commit of a build from its Git repository, with the {@code git}
 * command.
 *
 * <p>A <em>version</em> is the name of the nearest tag that looks like one ({@code v1.2.0}),
 * walking back from {@code HEAD} along first parents, as {@code git describe --tags --first-parent
 * --abbrev=0 --match 'v[0-9]*'} finds it. Settings of the user or the machine have no effect on it.
 */
@NullMarked
package io.github.captainos.git;

import org.jspecify.annotations.NullMarked;
