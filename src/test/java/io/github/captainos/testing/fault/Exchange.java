package io.github.captainos.testing.fault;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.function.BooleanSupplier;
import org.littleshoot.proxy.HttpFiltersAdapter;

/** A request on its way through a {@link FaultyProxy}, and its answer on the way back, unspoilt. */
public class Exchange extends HttpFiltersAdapter {
  private final String upstream;
  private final BooleanSupplier claim;

  Exchange(
      HttpRequest request, ChannelHandlerContext client, String upstream, BooleanSupplier claim) {
    super(request, client);
    this.upstream = upstream;
    this.claim = claim;
  }

  Exchange(Exchange other) {
    this(other.originalRequest, other.ctx, other.upstream, other.claim);
  }

  /** Returns whether this is one of the exchanges to be spoilt, and counts it as one. */
  final boolean claim() {
    return claim.getAsBoolean();
  }

  final ChannelHandlerContext client() {
    return ctx;
  }

  /**
   * Closes the client's connection with a TCP reset, and not as one does who is done; in its own
   * thread, so that nobody closes it in between.
   */
  final void resetClient() {
    if (!ctx.executor().inEventLoop()) {
      ctx.executor().execute(this::resetClient);
    } else if (ctx.channel().isOpen()) {
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      ctx.channel().close();
    }
  }

  @Override
  public HttpResponse clientToProxyRequest(HttpObject part) {
    if (part instanceof HttpRequest request) {
      // the Host stays the client's, so that the registry's URLs lead through the proxy
      request.setUri("http://" + upstream + request.uri());
    }
    return null;
  }
}
