/**
 * The reports of the goals that say what a repository has, and change nothing: {@code inspect},
 * {@code list} and {@code diff}.
 */
@NullMarked
package io.github.captainos.report.look;

import org.jspecify.annotations.NullMarked;
