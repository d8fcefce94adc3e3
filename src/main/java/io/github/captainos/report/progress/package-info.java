/**
 * Shows the progress of uploads and downloads.
 *
 * <p>Code that transfers bytes counts them in a {@link
 * io.github.captainos.report.progress.Transfer}, which has hardly any overhead. A thread reads the
 * sum from time to time and shows it: on the terminal, as one line below the log, or as lines in
 * the log.
 */
@NullMarked
package io.github.captainos.report.progress;

import org.jspecify.annotations.NullMarked;
