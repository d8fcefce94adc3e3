/**
 * What is read from the POM: the beans that Maven fills, the artifacts that they name, and the URL
 * of the sources.
 *
 * <p>Maven finds the class of an element of {@code <files>} by its name in the package of {@link
 * Target}.
 */
@NullMarked
package io.github.captainos.plugin.pom;

import org.jspecify.annotations.NullMarked;
