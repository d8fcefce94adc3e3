/**
 * HTTP requests to a registry: the scheme, redirects, and credentials, which no other package
 * sends. All requests are sent by {@link io.github.captainos.registry.http.RegistryHttp}.
 */
@NullMarked
package io.github.captainos.registry.http;

import org.jspecify.annotations.NullMarked;
