/** The goals that say what a repository has, and change nothing. */
@NullMarked
package io.github.captainos.plugin.look;

import org.jspecify.annotations.NullMarked;
