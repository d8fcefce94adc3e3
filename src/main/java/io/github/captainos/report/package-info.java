/**
 * The output of a goal: the recap in the log, the report in JSON, and the outputs and the summary
 * of a step on GitHub Actions. Each is a form of the same {@link
 * io.github.captainos.report.Report}, a record whose components are the fields of the JSON. Also
 * the progress of a goal, while it runs.
 */
@NullMarked
package io.github.captainos.report;

import org.jspecify.annotations.NullMarked;
