/**
 * Where images go: one interface, {@link io.github.captainos.registry.Registry}, and its two
 * implementations.
 *
 * <p>A <em>registry</em> serves <em>repositories</em>. A repository holds blobs and manifests, each
 * addressed by its digest, and <em>tags</em>, names that can be moved from one manifest to another.
 * One implementation speaks the OCI Distribution protocol, the other keeps an OCI image layout in a
 * directory. All about HTTP, authentication, TLS and files stays in the packages below this one.
 */
@NullMarked
package io.github.captainos.registry;

import org.jspecify.annotations.NullMarked;
