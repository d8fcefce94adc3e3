/**
 * A repository of a registry that implements the OCI Distribution Specification: its endpoints,
 * retries, and error messages.
 */
@NullMarked
package io.github.captainos.registry.remote;

import org.jspecify.annotations.NullMarked;
