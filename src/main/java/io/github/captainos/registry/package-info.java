/**
 * Registries: one interface, {@link io.github.captainos.registry.Registry}, and its two
 * implementations.
 *
 * <p>A <em>registry</em> serves <em>repositories</em>. A repository holds blobs and manifests, each
 * addressed by its digest, and <em>tags</em>, names that can be moved from one manifest to another.
 * One implementation uses the OCI Distribution protocol, the other an OCI image layout in a
 * directory. HTTP, authentication, TLS and files are used in the packages below this one only.
 */
@NullMarked
package io.github.captainos.registry;

import org.jspecify.annotations.NullMarked;
