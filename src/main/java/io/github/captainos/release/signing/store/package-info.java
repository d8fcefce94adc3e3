/**
 * The signatures and attestations in a repository, in both formats: how they are found and added.
 */
@NullMarked
package io.github.captainos.release.signing.store;

import org.jspecify.annotations.NullMarked;
