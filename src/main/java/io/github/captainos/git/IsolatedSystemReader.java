package io.github.captainos.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the settings of the user and of the machine away from JGit.
 *
 * <p>JGit would otherwise read {@code ~/.gitconfig}, start {@code git} to learn where the system's
 * settings are, put probe files into the repository to measure the file system's clock, and note
 * the outcome in {@code ~/.config/jgit/config}.
 */
final class IsolatedSystemReader extends SystemReader.Delegate {

  private IsolatedSystemReader(SystemReader delegate) {
    super(delegate);
  }

  /**
   * Makes this the reader of all JGit code that was loaded by the same class loader. JGit knows no
   * reader per repository. It stays for good: taking it back would pull it away from under a build
   * that reads another repository at the same time.
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

    /** JGit measures what is not set here; these are the values it takes where it cannot. */
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
      // nobody's file is to change
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
