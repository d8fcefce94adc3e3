/**
 * HTTP: requests and answers, connections, redirects, TLS and proxies. Credentials are added here,
 * so no other package sends them.
 */
@NullMarked
package io.github.captainos.registry.http;

import org.jspecify.annotations.NullMarked;
