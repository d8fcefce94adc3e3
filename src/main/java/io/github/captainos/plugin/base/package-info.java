/**
 * What goals have in common: each base class has the parameters of one job, and reads their values.
 * Maven's tools find parameters in the fields of superclasses only, so these are a chain: {@link
 * io.github.captainos.plugin.base.AbstractCaptainMojo} (how a goal is run), {@link
 * io.github.captainos.plugin.base.AbstractRegistryMojo} (the connection), {@link
 * io.github.captainos.plugin.base.AbstractReleaseMojo} (the names of images), {@link
 * io.github.captainos.plugin.base.AbstractTargetsMojo} (the targets).
 */
@NullMarked
package io.github.captainos.plugin.base;

import org.jspecify.annotations.NullMarked;
