package io.github.captainos.registry;

/** What is going to be done with a repository: a token is requested for no more than that. */
public enum Access {
  READ,
  WRITE
}
