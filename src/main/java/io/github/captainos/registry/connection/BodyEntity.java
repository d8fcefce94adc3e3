package io.github.captainos.registry.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.entity.AbstractHttpEntity;

/** A {@link RequestBody} as an entity of Apache's HTTP client: sent once, with its length. */
final class BodyEntity extends AbstractHttpEntity {
  private final RequestBody body;

  BodyEntity(RequestBody body) {
    this.body = body;
    setContentType(body.mediaType());
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public long getContentLength() {
    return body.length();
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    body.writeTo(out);
  }
}
