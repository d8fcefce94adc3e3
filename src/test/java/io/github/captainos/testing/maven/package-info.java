/** Maven for the stories. */
@NullMarked
package io.github.captainos.testing.maven;

import org.jspecify.annotations.NullMarked;
