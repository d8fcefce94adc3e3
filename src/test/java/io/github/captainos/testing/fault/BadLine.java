package io.github.captainos.testing.fault;

import io.github.captainos.testing.HangGuard;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A line that resets each connection after so many bytes of bodies, either way; or a server on the
 * way that accepts no request with a larger body, or ends it. It counts what has gone through.
 */
public final class BadLine implements Fault {
  private static final AttributeKey<AtomicLong> MOVED = AttributeKey.valueOf("captain.moved");
  private static final AttributeKey<Boolean> CUT = AttributeKey.valueOf("captain.cut");
  private static final int TOO_LARGE = 413;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final int BUFFER = 1 << 16;
  private static final int THREADS = 8;

  private final long cut;
  private final long largest;
  private final long longest;
  private final LongSupplier received;
  private final AtomicLong passed = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final List<String> chunks = new CopyOnWriteArrayList<>();

  private BadLine(long cut, long largest, long longest, LongSupplier received) {
    this.cut = cut;
    this.largest = largest;
    this.longest = longest;
    this.received = received;
  }

  /** Resets connections after so many bytes. */
  public static BadLine cutAfter(long bytes) {
    return cutAfter(bytes, () -> Long.MAX_VALUE);
  }

  /**
   * Resets connections after so many bytes, once a server has received all that was sent before:
   * how much of it that is would otherwise depend on how busy the machine is.
   *
   * @param received returns how many bytes the server has received through this line
   */
  public static BadLine cutAfter(long bytes, LongSupplier received) {
    return new BadLine(bytes, Long.MAX_VALUE, Long.MAX_VALUE, received);
  }

  /** Answers 413 to larger bodies, without reading them, and closes the connection. */
  public static BadLine accepting(long bytes) {
    return new BadLine(Long.MAX_VALUE, bytes, Long.MAX_VALUE, () -> Long.MAX_VALUE);
  }

  /**
   * Answers 504 to requests after so many bytes of their bodies, as a gateway does that waits no
   * longer, and passes the rest on to nobody.
   */
  public static BadLine endingAfter(long bytes) {
    return new BadLine(Long.MAX_VALUE, Long.MAX_VALUE, bytes, () -> Long.MAX_VALUE);
  }

  /** Returns how many bytes clients have sent. */
  public long sent() {
    return sent.get();
  }

  /** Returns how many bytes clients were sent. */
  public long read() {
    return read.get();
  }

  /** Returns how many connections were reset. */
  public int resets() {
    return resets.get();
  }

  /** Returns how many requests were refused, or ended. */
  public int refusals() {
    return refusals.get();
  }

  /** Returns the header {@code Content-Range} of the chunks that clients have sent. */
  public List<String> chunks() {
    return List.copyOf(chunks);
  }

  @Override
  public int threads() {
    return THREADS;
  }

  @Override
  public Exchange spoil(Exchange exchange) {
    return new Counted(exchange);
  }

  private final class Counted extends Exchange {
    private final AtomicLong moved;
    private long body;

    private Counted(Exchange exchange) {
      super(exchange);
      // else the system would take some MiB more than go through, or lose them
      client().channel().config().setOption(ChannelOption.SO_RCVBUF, BUFFER);
      client().channel().config().setOption(ChannelOption.SO_SNDBUF, BUFFER);
      client().channel().attr(MOVED).setIfAbsent(new AtomicLong());
      this.moved = client().channel().attr(MOVED).get();
    }

    /** Counts bytes, and returns whether the connection has carried too many. */
    private boolean isCut(HttpContent content, AtomicLong total) {
      int bytes = content.content().readableBytes();
      if (moved.get() <= cut) {
        total.addAndGet(bytes);
      }
      return moved.addAndGet(bytes) > cut;
    }

    /** Resets the connection, once. */
    private void cut() {
      if (client().channel().attr(CUT).setIfAbsent(true) == null) {
        resets.incrementAndGet();
        resetClient();
      }
    }

    @Override
    public HttpResponse clientToProxyRequest(HttpObject part) {
      if (part instanceof HttpRequest request) {
        if (HttpUtil.getContentLength(request, 0L) > largest) {
          return refusal(TOO_LARGE);
        }
        if (request.method().name().equals("PATCH")) {
          chunks.add(request.headers().get("Content-Range"));
        }
      }
      if (part instanceof HttpContent content) {
        if (isCut(content, sent)) {
          content.content().clear(); // else it would still be sent
          long before = passed.get();
          HangGuard.await("what was sent is received", () -> received.getAsLong() >= before);
          cut();
        }
        passed.addAndGet(content.content().readableBytes());
      }
      if (part instanceof HttpContent content && isEnded(content)) {
        content.content().clear();
      }
      return super.clientToProxyRequest(part);
    }

    /** Counts bytes of the request, and returns whether it has too many, which is answered once. */
    private boolean isEnded(HttpContent content) {
      boolean wasEnded = body > longest;
      body += content.content().readableBytes();
      boolean isEnded = body > longest;
      if (isEnded && !wasEnded) {
        client().writeAndFlush(refusal(GATEWAY_TIMEOUT));
      }
      return isEnded;
    }

    private HttpResponse refusal(int status) {
      refusals.incrementAndGet();
      HttpResponse refusal = OnRequest.empty(status);
      refusal.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      HttpUtil.setContentLength(refusal, 0);
      return refusal;
    }

    @Override
    public HttpObject proxyToClientResponse(HttpObject part) {
      if (part instanceof HttpContent content && isCut(content, read)) {
        // after what was written before
        client().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> cut());
        return null;
      }
      return part;
    }
  }
}
