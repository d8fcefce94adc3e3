/** The report of each goal. */
@NullMarked
package io.github.captainos.report.goal;

import org.jspecify.annotations.NullMarked;
