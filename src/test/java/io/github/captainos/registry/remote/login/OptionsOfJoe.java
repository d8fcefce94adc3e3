package io.github.captainos.registry.remote.login;

import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Options with the password {@code secret} of the user {@code joe}. */
public final class OptionsOfJoe {
  private OptionsOfJoe() {}

  public static RegistryOptions withRetries(int retries) {
    return options(retries, null, null);
  }

  public static RegistryOptions trusting(
      @Nullable Path caCertificate, @Nullable ProxySelector proxies) {
    return options(0, caCertificate, proxies);
  }

  private static RegistryOptions options(
      int retries, @Nullable Path caCertificate, @Nullable ProxySelector proxies) {
    return new RegistryOptions(
        retries,
        HangGuard.TIMEOUT,
        new PasswordAuthentication("joe", "secret".toCharArray()),
        "those of the test",
        caCertificate,
        false,
        proxies,
        new Authenticator() {},
        ParameterNames.USUAL);
  }
}
