/** The goal {@code sign} without files: signs what a registry names. */
@NullMarked
package io.github.captainos.release.sign;

import org.jspecify.annotations.NullMarked;
