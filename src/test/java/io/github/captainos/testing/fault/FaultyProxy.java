package io.github.captainos.testing.fault;

import io.github.captainos.testing.HangGuard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.littleshoot.proxy.HttpFilters;
import org.littleshoot.proxy.HttpFiltersSourceAdapter;
import org.littleshoot.proxy.HttpProxyServer;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;
import org.littleshoot.proxy.impl.ThreadPoolConfiguration;

/** Stands between a client and a real registry, and spoils some of what they say to each other. */
public final class FaultyProxy implements AutoCloseable {
  private final String registry;
  private final String tokenServer;
  private final Fault fault;
  private final int times;

  /** How many requests of each kind are still to be spoilt. */
  private final Map<Pattern, AtomicInteger> left = new LinkedHashMap<>();

  private final HttpProxyServer server;

  /**
   * @param registry {@code host:port}
   * @param tokenServer {@code host:port} of what answers below {@code /auth/}
   * @param requests which requests are spoilt, as in {@code PUT .*}{@code /manifests/.*}
   * @param times how many of them
   * @param fault what is done to them
   */
  public FaultyProxy(String registry, String tokenServer, String requests, int times, Fault fault) {
    this(registry, tokenServer, List.of(requests), times, fault);
  }

  /**
   * Several kinds of requests.
   *
   * @param requests a pattern for each
   * @param times how many of each kind
   */
  FaultyProxy(String registry, String tokenServer, List<String> requests, int times, Fault fault) {
    this.registry = registry;
    this.tokenServer = tokenServer;
    this.fault = fault;
    this.times = times;
    requests.forEach(kind -> left.put(Pattern.compile(kind), new AtomicInteger(times)));
    this.server =
        DefaultHttpProxyServer.bootstrap()
            .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withAllowRequestToOriginServer(true)
            .withTransparent(true)
            .withThreadPoolConfiguration(
                new ThreadPoolConfiguration()
                    .withAcceptorThreads(1)
                    .withClientToProxyWorkerThreads(fault.threads())
                    .withProxyToServerWorkerThreads(fault.threads()))
            .withIdleConnectionTimeout(HangGuard.TIMEOUT)
            .withFiltersSource(
                new HttpFiltersSourceAdapter() {
                  @Override
                  public HttpFilters filterRequest(
                      HttpRequest request, ChannelHandlerContext client) {
                    return exchange(request, client);
                  }
                })
            .start();
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getListenAddress().getPort();
  }

  /**
   * Returns how many requests were spoilt; of the kind with the fewest, where there are several.
   */
  public int injected() {
    return times - left.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
  }

  private Exchange exchange(HttpRequest request, ChannelHandlerContext client) {
    String upstream = request.uri().startsWith("/auth/") ? tokenServer : registry;
    String line = request.method() + " " + request.uri() + " ";
    AtomicInteger ofKind =
        left.entrySet().stream()
            .filter(kind -> kind.getKey().matcher(line).lookingAt())
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    Exchange exchange = new Exchange(request, client, upstream, () -> claim(ofKind));
    return ofKind == null ? exchange : fault.spoil(exchange);
  }

  private static boolean claim(AtomicInteger left) {
    return left.getAndUpdate(now -> Math.max(now - 1, 0)) > 0;
  }

  /** Stops it. In the background: in peace it takes two seconds, and in haste it complains. */
  @Override
  public void close() {
    Thread stopping = new Thread(server::stop);
    stopping.setDaemon(true);
    stopping.start();
  }
}
