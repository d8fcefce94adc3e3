/**
 * The Maven plugin: the goals. What they have in common is in {@code base}, what is read from the
 * POM in {@code pom}, and where the values of parameters come from in {@code settings}.
 *
 * <p>A goal reads its parameters, calls one job of {@link io.github.captainos.release}, and prints
 * its recap. A parameter's value comes from {@code -D} on the command line, the POM, an environment
 * variable, or the default, in this order.
 */
@NullMarked
package io.github.captainos.plugin;

import org.jspecify.annotations.NullMarked;
