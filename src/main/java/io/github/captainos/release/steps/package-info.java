/**
 * The steps that several goals have in common: the login, lookups and moves of tags, concurrent
 * tasks, messages for failed steps.
 */
@NullMarked
package io.github.captainos.release.steps;

import org.jspecify.annotations.NullMarked;
