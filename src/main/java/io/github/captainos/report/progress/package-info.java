/**
 * Shows the progress of uploads and downloads.
 *
 * <p>Code that transfers bytes counts them in a {@link
 * io.github.captainos.report.progress.Transfer}, which has hardly any overhead. A separate thread
 * periodically reads the counts and shows them: as plain lines in the log, or as live lines at the
 * bottom of a terminal.
 *
 * <p>Live lines are below the part of the screen that scrolls. So the output of other code and
 * programs is not damaged, and need not be intercepted.
 */
@NullMarked
package io.github.captainos.report.progress;

import org.jspecify.annotations.NullMarked;
