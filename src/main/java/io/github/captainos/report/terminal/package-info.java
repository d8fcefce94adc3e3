/** Text for a terminal of 80 columns, below the {@code [INFO]} of Maven's log. */
@NullMarked
package io.github.captainos.report.terminal;

import org.jspecify.annotations.NullMarked;
