/** What is read from the POM: {@code <targets>}, Maven artifacts, and the URL of the sources. */
@NullMarked
package io.github.captainos.plugin.pom;

import org.jspecify.annotations.NullMarked;
