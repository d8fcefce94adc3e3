/**
 * Connections: one request, sent once over Apache's HTTP client, and its answer, whatever its
 * status; TLS, proxies, and the bounds of time and size that answers have.
 */
@NullMarked
package io.github.captainos.registry.connection;

import org.jspecify.annotations.NullMarked;
