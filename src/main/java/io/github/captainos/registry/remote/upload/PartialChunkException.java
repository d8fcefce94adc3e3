package io.github.captainos.registry.remote.upload;

import java.net.SocketException;

/**
 * Thrown if a registry has stored only a part of a chunk: the rest has to be sent again, as after a
 * connection that was lost.
 */
final class PartialChunkException extends SocketException {
  private static final long serialVersionUID = 1L;

  PartialChunkException(long stored, long length) {
    super("the registry stored " + stored + " of the " + length + " bytes of a chunk");
  }
}
