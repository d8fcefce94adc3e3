/**
 * The goal {@code combine}: publishes the combined image of a release out of the images of its
 * targets, which a registry has. No layer is read or sent.
 */
@NullMarked
package io.github.captainos.release.combine;

import org.jspecify.annotations.NullMarked;
