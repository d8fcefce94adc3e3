package io.github.captainos.registry;

import java.time.Duration;

/**
 * How long a registry is borne with.
 *
 * @param retries how often a request is tried again, at most
 * @param timeout how long to wait for a connection, and for the next bytes of an answer
 */
public record Patience(int retries, Duration timeout) {}
