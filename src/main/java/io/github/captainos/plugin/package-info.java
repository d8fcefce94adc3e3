/**
 * The Maven plugin: the goals, and how one is run. What is read from the POM is in {@code pom}, and
 * where the values of parameters come from in {@code settings}.
 *
 * <p>A goal makes a job out of its parameters; {@link
 * io.github.captainos.plugin.AbstractCaptainMojo} runs it and writes its reports. Maven's tools
 * find parameters in the fields of superclasses only, so the base classes are a tree:
 *
 * <pre>
 * AbstractCaptainMojo            all goals             list
 *   AbstractVerifyingMojo        that read images      verify
 *     AbstractImageMojo          one of them           inspect, diff, pull
 *     AbstractPromotingMojo      and write them again  combine, copy, tag-all
 *   AbstractFilesMojo            make images of files  publish, sign
 * </pre>
 *
 * <p>Goals that verify and goals that sign overlap, so the two classes at the end declare the
 * parameters of signing both.
 */
@NullMarked
package io.github.captainos.plugin;

import org.jspecify.annotations.NullMarked;
