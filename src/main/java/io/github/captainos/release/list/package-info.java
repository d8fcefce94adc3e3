/** The goal {@code list}: lists the releases of a repository. */
@NullMarked
package io.github.captainos.release.list;

import org.jspecify.annotations.NullMarked;
