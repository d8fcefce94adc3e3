/**
 * The Maven plugin: the goals, and the beans that Maven fills from the POM.
 *
 * <p>A goal reads its parameters, calls one job of {@link io.github.captainos.release}, and prints
 * its recap. A parameter's value comes from {@code -D} on the command line, the POM, an environment
 * variable, or the default, in this order.
 */
@NullMarked
package io.github.captainos.plugin;

import org.jspecify.annotations.NullMarked;
