package io.github.captainos.testing.maven;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** One of the two output streams of a build, as parts of the connection that carries both. */
final class BuildOutput extends OutputStream {
  static final int OUT = 1;
  static final int ERR = 2;
  private static final int END = 0;

  private final DataOutputStream connection;
  private final int stream;

  BuildOutput(DataOutputStream connection, int stream) {
    this.connection = connection;
    this.stream = stream;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    synchronized (connection) {
      connection.writeByte(stream);
      connection.writeInt(length);
      connection.write(bytes, offset, length);
    }
  }

  /** Sends the exit status, which is the last part. */
  static void end(DataOutputStream connection, int status) throws IOException {
    connection.writeByte(END);
    connection.writeInt(status);
    connection.flush();
  }

  /** Writes the parts to the streams, and returns the exit status. */
  static int copy(DataInputStream connection, Map<Integer, OutputStream> streams)
      throws IOException {
    while (true) {
      int stream = connection.readByte();
      int value = connection.readInt();
      if (stream == END) {
        return value;
      }
      OutputStream out = streams.get(stream);
      out.write(connection.readNBytes(value));
      out.flush();
    }
  }
}
