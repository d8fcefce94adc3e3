/**
 * The layers of {@code <targets>}: the search for files and directories, the reading of them, and
 * what is kept of them for the next build.
 */
@NullMarked
package io.github.captainos.release.publish.input;

import org.jspecify.annotations.NullMarked;
