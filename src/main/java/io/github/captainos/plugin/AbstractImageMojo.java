package io.github.captainos.plugin;

import io.github.captainos.release.Setting;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Base class of the goals that read one image, with the parameters that choose it. */
abstract class AbstractImageMojo extends AbstractVerifyingMojo {
  /**
   * The image: the name of one target, such as {@code arm64}, or {@code both} (also written {@code
   * combined}) for the combined image. Default: {@code both}. Environment variable: {@code TARGET}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.target")
  private @Nullable String target;

  /**
   * The platform of a multi-arch image, as {@code os/architecture[/variant]}, such as {@code
   * linux/arm64}. All platforms of an image that Captain published have the same files. Default:
   * this machine's platform; if the image does not have it, the first entry that names an operating
   * system.
   *
   * @since 0.1.0
   */
  @Parameter(property = "captain.platform")
  private @Nullable String platform;

  final Setting target() {
    return settings().get("captain.target", target, "TARGET", "both");
  }

  final @Nullable Setting platform() {
    return settings().find("captain.platform", platform, null).orElse(null);
  }
}
