/**
 * The output of a goal: the recap in the log, the report in JSON, and the outputs and the summary
 * of a step on GitHub Actions. Each is a form of the same {@link Report}. The report of each goal
 * is in {@code goal}, and made of the parts here.
 *
 * <p>A report contains values as they are printed, so this package does not depend on the model of
 * images.
 */
@NullMarked
package io.github.captainos.report;

import org.jspecify.annotations.NullMarked;
