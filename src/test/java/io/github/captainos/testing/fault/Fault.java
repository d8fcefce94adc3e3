package io.github.captainos.testing.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** How a {@link FaultyProxy} spoils a request, or its answer. */
@FunctionalInterface
public interface Fault {
  /** Returns what is done to an exchange that may be spoilt; it has to be claimed first. */
  Exchange spoil(Exchange exchange);

  /** Returns how many threads a proxy needs on either side; each has its share of connections. */
  default int threads() {
    return 2;
  }

  /** Passes requests on as they are, but does something before. */
  static Fault after(Runnable action) {
    return exchange ->
        new Exchange(exchange) {
          @Override
          public HttpResponse clientToProxyRequest(HttpObject part) {
            if (part instanceof HttpRequest && claim()) {
              action.run();
            }
            return super.clientToProxyRequest(part);
          }
        };
  }

  /** Answers with a status, a body and these headers, a name and a value each. */
  static Fault status(int status, String body, String... headers) {
    return exchange ->
        new OnRequest(exchange) {
          @Override
          HttpResponse answer(HttpRequest request) {
            FullHttpResponse answer = empty(status);
            for (int i = 0; i < headers.length; i += 2) {
              answer.headers().set(headers[i], headers[i + 1]);
            }
            HttpUtil.setContentLength(answer, body.length());
            return request.method().name().equals("HEAD")
                ? answer
                : answer.replace(Unpooled.copiedBuffer(body, UTF_8));
          }
        };
  }

  /** Resets the connection at once. */
  static Fault reset() {
    return exchange ->
        new OnRequest(exchange) {
          @Override
          HttpResponse answer(HttpRequest request) {
            resetClient();
            return empty(500); // goes nowhere
          }
        };
  }

  /** Says nothing for a while, then hangs up. */
  static Fault stall(long millis) {
    return exchange ->
        new OnRequest(exchange) {
          @Override
          HttpResponse answer(HttpRequest request) {
            client().pipeline().addFirst(new Silence());
            client()
                .executor()
                .schedule(() -> client().channel().close(), millis, TimeUnit.MILLISECONDS);
            return empty(500); // goes nowhere
          }
        };
  }

  /** Resets the connection in the middle of the request's body. */
  static Fault resetInBody() {
    return exchange ->
        new Exchange(exchange) {
          @Override
          public HttpResponse clientToProxyRequest(HttpObject part) {
            if (part instanceof HttpContent content && content.content().isReadable() && claim()) {
              resetClient();
            }
            return super.clientToProxyRequest(part);
          }
        };
  }

  /** Lets the registry do what it is asked, and resets the connection in place of its answer. */
  static Fault loseAnswer() {
    return exchange ->
        new Exchange(exchange) {
          @Override
          public HttpObject serverToProxyResponse(HttpObject part) {
            if (part instanceof HttpResponse && claim()) {
              resetClient();
              return null;
            }
            return part;
          }
        };
  }

  /** Passes on a good answer but for the last bytes that its head promises, then hangs up. */
  static Fault cutAnswer() {
    return cutAnswer(false);
  }

  /** Resets the connection in the middle of a good answer. */
  static Fault resetInAnswer() {
    return cutAnswer(true);
  }

  private static Fault cutAnswer(boolean reset) {
    return exchange ->
        new Exchange(exchange) {
          private long left = Long.MAX_VALUE;

          @Override
          public HttpObject proxyToClientResponse(HttpObject part) {
            if (part instanceof HttpResponse answer
                && answer.status().equals(HttpResponseStatus.OK)
                && claim()) {
              left = HttpUtil.getContentLength(answer) - 20;
            }
            if (part instanceof HttpContent content) {
              int bytes = content.content().readableBytes();
              if (bytes > left) {
                client()
                    .writeAndFlush(content.content().readRetainedSlice((int) left))
                    .addListener(
                        written -> {
                          if (reset) {
                            resetClient();
                          }
                        });
                return null;
              }
              left -= bytes;
            }
            return part;
          }
        };
  }

  /** Makes the registry ask who this is, as it does when a token has expired. */
  static Fault forgetLogin() {
    return exchange ->
        new Exchange(exchange) {
          @Override
          public HttpResponse clientToProxyRequest(HttpObject part) {
            if (part instanceof HttpRequest request
                && request.headers().contains(HttpHeaderNames.AUTHORIZATION)
                && claim()) {
              request.headers().remove(HttpHeaderNames.AUTHORIZATION);
            }
            return super.clientToProxyRequest(part);
          }
        };
  }

  /**
   * Puts another login in the place of the client's.
   *
   * @param change returns what to send, which may be the client's own
   */
  static Fault changeLogin(UnaryOperator<String> change) {
    return exchange ->
        new Exchange(exchange) {
          @Override
          public HttpResponse clientToProxyRequest(HttpObject part) {
            if (part instanceof HttpRequest request) {
              String login = request.headers().get(HttpHeaderNames.AUTHORIZATION);
              String changed = login == null ? null : change.apply(login);
              if (changed != null && !changed.equals(login) && claim()) {
                request.headers().set(HttpHeaderNames.AUTHORIZATION, changed);
              }
            }
            return super.clientToProxyRequest(part);
          }
        };
  }

  /** What is done as soon as there is a request; the registry does not get it. */
  abstract class OnRequest extends Exchange {
    OnRequest(Exchange exchange) {
      super(exchange);
    }

    abstract HttpResponse answer(HttpRequest request);

    @Override
    public HttpResponse clientToProxyRequest(HttpObject part) {
      return part instanceof HttpRequest request && claim()
          ? answer(request)
          : super.clientToProxyRequest(part);
    }

    static FullHttpResponse empty(int status) {
      return new DefaultFullHttpResponse(
          HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER);
    }
  }

  /** Swallows what the client should be told. */
  final class Silence extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
      ReferenceCountUtil.release(message);
      written.setSuccess();
    }
  }
}
