package io.github.captainos.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * A system reader for JGit that ignores the settings of the user and of the machine.
 *
 * <p>JGit would otherwise read {@code ~/.gitconfig}, run {@code git} to find the system's settings,
 * write probe files into the repository to measure the resolution of file times, and store the
 * result in {@code ~/.config/jgit/config}.
 */
final class IsolatedSystemReader extends SystemReader.Delegate {

  private IsolatedSystemReader(SystemReader delegate) {
    super(delegate);
  }

  /**
   * Installs this reader for all JGit code that was loaded by the same class loader. JGit has no
   * reader per repository. It is never uninstalled, since another build may be reading another
   * repository at the same time.
   */
  static synchronized void install() {
    SystemReader current = SystemReader.getInstance();
    if (!(current instanceof IsolatedSystemReader)) {
      SystemReader.setInstance(new IsolatedSystemReader(current));
    }
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new NoSettings(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new NoSettings(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new NoSettings(parent, fs);
  }

  /** Settings without a file. */
  private static final class NoSettings extends FileBasedConfig {

    NoSettings(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public @Nullable String getString(
        String section, @Nullable String subsection, @Nullable String name) {
      if (ConfigConstants.CONFIG_FILESYSTEM_SECTION.equals(section)) {
        return fileSystem(name);
      }
      return super.getString(section, subsection, name);
    }

    /**
     * Returns default values for file systems. JGit would measure values that are not set; these
     * are the ones that it uses if it cannot.
     */
    private static @Nullable String fileSystem(@Nullable String name) {
      if (ConfigConstants.CONFIG_KEY_TIMESTAMP_RESOLUTION.equals(name)) {
        return "2 seconds";
      }
      if (ConfigConstants.CONFIG_KEY_MIN_RACY_THRESHOLD.equals(name)) {
        return "10 milliseconds";
      }
      return null;
    }

    @Override
    public void load() {
      // there is no file
    }

    @Override
    public void save() {
      // settings are never saved
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
