/**
 * What a goal tells when it is through: the recap in the log, the report in JSON, and the outputs
 * and the summary of a step on GitHub Actions. Each is a form of the same {@link Report}.
 *
 * <p>A report holds facts as they are to be printed, so nothing here has to know what an image is.
 */
@NullMarked
package io.github.captainos.report;

import org.jspecify.annotations.NullMarked;
