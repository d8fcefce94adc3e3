package io.github.captainos.registry;

/** The access to a repository that a token is requested for. */
public enum Access {
  READ,
  WRITE
}
