/**
 * A repository of a registry that implements the OCI Distribution Specification: its endpoints,
 * what is tried again, and the words for what failed.
 */
@NullMarked
package io.github.captainos.registry.remote;

import org.jspecify.annotations.NullMarked;
