/**
 * The HTTP client of a registry: connections, TLS and proxies; which scheme is used, which host
 * gets credentials, and the login below each request; limits for the time and size of answers.
 */
@NullMarked
package io.github.captainos.registry.http;

import org.jspecify.annotations.NullMarked;
