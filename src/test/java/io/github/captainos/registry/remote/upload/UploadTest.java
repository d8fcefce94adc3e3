package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.UploadServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A repository of an {@link UploadServer}, and a blob that is uploaded to it. */
abstract class UploadTest {
  static final int MIB = 1 << 20;
  static final int SIZE = 24 * MIB;
  static final int RETRIES = 2;

  static final byte[] CONTENT = new byte[SIZE];

  /** So much of it as a system may hold: none of it is known to have gone through. */
  static final byte[] FEW;

  private static final DescriptorDigest DIGEST;

  static {
    new Random(1).nextBytes(CONTENT);
    FEW = Arrays.copyOf(CONTENT, 3 * MIB);
    DIGEST = Sha256.of(CONTENT);
  }

  /** The positions from which blobs were read. */
  final List<Long> opened = new CopyOnWriteArrayList<>();

  UploadServer server;
  Registry registry;

  @BeforeEach
  final void start() throws IOException {
    server = UploadServer.start();
    server.know(DIGEST.toString(), CONTENT);
    registry = open(RETRIES);
  }

  @AfterEach
  final void stop() {
    registry.close();
    server.close();
  }

  final Registry open(int retries) throws IOException {
    return new RemoteRegistry(
        new RepositoryName(server.address(), "os"),
        Access.WRITE,
        null,
        RegistryOptions.of(retries, HangGuard.TIMEOUT),
        new TimeWithoutPauses());
  }

  final DescriptorDigest digest() {
    return DIGEST;
  }

  private static DescriptorDigest digest(byte[] bytes) {
    return bytes == CONTENT ? DIGEST : Sha256.of(bytes);
  }

  /** Returns the content as a blob. */
  final Blob blob() {
    return blob(CONTENT);
  }

  final Blob blob(byte[] bytes) {
    Descriptor descriptor = Descriptor.of("m", digest(bytes), bytes.length);
    return new Blob() {
      @Override
      public Descriptor descriptor() {
        return descriptor;
      }

      @Override
      public InputStream open(long from) {
        opened.add(from);
        return new ByteArrayInputStream(bytes, Math.toIntExact(from), bytes.length);
      }
    };
  }

  final void assertStored() {
    assertStored(CONTENT);
  }

  final void assertStored(byte[] content) {
    assertThat(server.blob(digest(content).toString())).isEqualTo(content);
  }

  /** Refuses what is larger than so many bytes, and the rest by another rule. */
  final void refuseAbove(long largest, UploadServer.Rule rule) {
    server.refuse(
        request -> request.length() > largest ? "413 Payload Too Large" : rule.refusal(request));
  }

  /**
   * Has the line lose the first request after 10 MB, so that the blob is sent in chunks of 5 MB or
   * more although no limit is known; a rule is for what follows.
   */
  final void loseFirst(UploadServer.Rule rule) {
    server.cutAfter(10_000_000);
    server.forget();
    server.refuse(
        request -> {
          if (!request.method().equals("PATCH")) {
            return request.length() == SIZE ? "" : rule.refusal(request);
          }
          server.cutAfter(Long.MAX_VALUE); // from the next connection on
          return rule.refusal(request);
        });
  }

  /** Returns how many chunks of the size of the first one the blob has. */
  final int chunks() {
    return (int) Math.ceil((double) SIZE / sizes("PATCH").get(0));
  }

  /** Returns the sizes of the bodies of requests. */
  final List<Long> sizes(String method) {
    return server.requests(method).stream().map(UploadServer.Request::length).toList();
  }
}
