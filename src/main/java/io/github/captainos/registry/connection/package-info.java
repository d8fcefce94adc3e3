/**
 * Connections: sends one request, once, with Apache's HTTP client, and returns the answer with any
 * status; TLS, proxies, and limits for the time and size of answers.
 */
@NullMarked
package io.github.captainos.registry.connection;

import org.jspecify.annotations.NullMarked;
