/**
 * Files and layers of {@code <targets>}: the search for files, and the reading of them. What is
 * kept for the next build is in {@code cache}.
 */
@NullMarked
package io.github.captainos.release.input;

import org.jspecify.annotations.NullMarked;
