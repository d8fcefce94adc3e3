package io.github.captainos.testing.fault;

import io.github.captainos.testing.HangGuard;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Holds requests at a point that the test chooses, until the test lets them go on or drops them. So
 * a test knows what the registry has got at that moment, and that nothing else happens to it.
 */
public final class Hold implements Fault {
  /** A thread waits for each request that is held. */
  private static final int THREADS = 32;

  private static final int RECEIVE_BUFFER = 1 << 16;

  private enum State {
    HOLDING,
    RELEASED,
    DROPPED
  }

  private final Fault fault;
  private final List<String> held = new ArrayList<>();
  private int passed;
  private int answered;
  private State state = State.HOLDING;

  private Hold(int first) {
    this.fault = exchange -> new Request(exchange, first);
  }

  private Hold(long bytes, boolean inAnswer) {
    this.fault = exchange -> inAnswer ? new Answer(exchange, bytes) : new Body(exchange, bytes);
  }

  /** Holds requests before the registry gets anything of them. */
  public static Hold requests() {
    return requestsAfter(0);
  }

  /** Lets that many requests pass, and holds all others before the registry gets them. */
  public static Hold requestsAfter(int number) {
    return new Hold(number);
  }

  /**
   * Holds requests in the middle of their body.
   *
   * @param bytes so many bytes pass, or up to 16 KiB fewer; who sends no more is not held. Of the
   *     others, the system takes as many as it keeps for a sender: a few MiB
   */
  public static Hold bodiesAfter(long bytes) {
    return new Hold(bytes, false);
  }

  /**
   * Holds answers in the middle of their body.
   *
   * @param bytes exactly so many bytes pass; an answer that has no more is not held
   */
  public static Hold answersAfter(long bytes) {
    return new Hold(bytes, true);
  }

  @Override
  public Exchange spoil(Exchange exchange) {
    return fault.spoil(exchange);
  }

  @Override
  public int threads() {
    return THREADS;
  }

  /**
   * Waits until so many requests are held.
   *
   * @param clients who are to send them
   * @return whether they are: no, if a client has ended instead
   */
  public boolean awaitHeld(int number, ProcessHandle... clients) {
    HangGuard.await(
        "a request that is held",
        () -> held().size() >= number || !Arrays.stream(clients).allMatch(ProcessHandle::isAlive));
    return held().size() >= number;
  }

  /** Waits until the registry has answered all requests that passed before one was held. */
  public void awaitAnswers() {
    HangGuard.await("the answers to the requests before", this::isAnswered);
  }

  private synchronized boolean isAnswered() {
    return answered == passed;
  }

  /** Returns the requests that were held, each as {@code METHOD /path}, in their order. */
  public synchronized List<String> held() {
    return List.copyOf(held);
  }

  /** Lets all go on, and holds no others. */
  public void release() {
    end(State.RELEASED);
  }

  /** Resets the connections of those that are held, and of all that would be. */
  public void drop() {
    end(State.DROPPED);
  }

  private synchronized void end(State end) {
    state = end;
    notifyAll();
  }

  private synchronized boolean passes(int first) {
    boolean passes = state == State.RELEASED || state == State.HOLDING && passed < first;
    passed += passes ? 1 : 0;
    return passes;
  }

  private synchronized void count() {
    answered++;
  }

  /** Returns whether it may go on. */
  private synchronized boolean hold(HttpRequest request) {
    if (state == State.HOLDING) {
      held.add(request.method() + " " + request.uri().replaceFirst("^http://[^/]*", ""));
    }
    try {
      while (state == State.HOLDING) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return state == State.RELEASED;
  }

  private final class Request extends Exchange {
    private final int first;
    private boolean passed;

    private Request(Exchange exchange, int first) {
      super(exchange);
      this.first = first;
    }

    @Override
    public HttpResponse clientToProxyRequest(HttpObject part) {
      if (part instanceof HttpRequest request && claim()) {
        passed = passes(first);
        if (!passed && !hold(request)) {
          resetClient();
          return OnRequest.empty(500); // goes nowhere
        }
      }
      return super.clientToProxyRequest(part);
    }

    @Override
    public void serverToProxyResponseReceived() {
      if (passed) {
        count();
      }
    }
  }

  private final class Body extends Exchange {
    private long left;
    private boolean through;

    private Body(Exchange exchange, long bytes) {
      super(exchange);
      this.left = bytes;
      // else the system would take up to 32 MiB that the proxy does not read
      client().channel().config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
    }

    @Override
    public HttpResponse clientToProxyRequest(HttpObject part) {
      if (part instanceof HttpContent content && !through) {
        left -= content.content().readableBytes();
        through = left < 0;
        if (through && claim() && !hold(originalRequest)) {
          content.content().clear(); // else it would still be sent
          resetClient();
        }
      }
      return super.clientToProxyRequest(part);
    }
  }

  private final class Answer extends Exchange {
    private long left;
    private boolean through;

    private Answer(Exchange exchange, long bytes) {
      super(exchange);
      this.left = bytes;
    }

    @Override
    public HttpObject proxyToClientResponse(HttpObject part) {
      if (part instanceof HttpContent content && !through) {
        int bytes = content.content().readableBytes();
        through = bytes > left;
        if (!through) {
          left -= bytes;
        } else if (claim()) {
          client().writeAndFlush(content.content().readRetainedSlice((int) left));
          if (!hold(originalRequest)) {
            resetClient();
            return null;
          }
        }
      }
      return part;
    }
  }
}
