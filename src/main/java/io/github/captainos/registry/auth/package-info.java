/**
 * Logins: credentials and how they are found (settings, the files of Docker and Podman, credential
 * helpers), the challenges of registries, and tokens.
 */
@NullMarked
package io.github.captainos.registry.auth;

import org.jspecify.annotations.NullMarked;
