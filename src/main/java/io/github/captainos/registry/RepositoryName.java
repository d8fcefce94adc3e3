package io.github.captainos.registry;

/**
 * The name of a repository of a remote registry. (jib's {@code ImageReference} does not support a
 * registry with an IPv6 address.)
 *
 * @param registry {@code host[:port]}; an IPv6 address is in brackets
 * @param repository the repository's name in the registry
 */
public record RepositoryName(String registry, String repository) {}
