/**
 * How far uploads and downloads are, told while they go on.
 *
 * <p>Those who move bytes count them in a {@link io.github.captainos.report.progress.Transfer},
 * which costs them next to nothing. A thread of its own looks at the counts from time to time and
 * shows them: as plain lines of the log, or as live lines at the bottom of a terminal.
 *
 * <p>Live lines stand below the part of the screen that scrolls. So whatever others print there, by
 * whichever way and in whichever pieces, stays whole; nobody's output has to be caught for it.
 */
@NullMarked
package io.github.captainos.report.progress;

import org.jspecify.annotations.NullMarked;
