package io.github.captainos.release;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Layer;
import io.github.captainos.registry.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the files of targets into layers. */
final class TargetLayers {
  private final Path baseDirectory;
  private final Path workDirectory;
  private final boolean checksums;

  /**
   * @param baseDirectory what the files' paths are relative to
   * @param workDirectory where the files with checksums are written
   * @param checksums whether a target's last layer is a file with the checksums of the others
   */
  TargetLayers(Path baseDirectory, Path workDirectory, boolean checksums) {
    this.baseDirectory = baseDirectory;
    this.workDirectory = workDirectory;
    this.checksums = checksums;
  }

  private record NamedFile(Path file, String name) {}

  /**
   * Reads each file once.
   *
   * @param targets the targets
   * @param combined whether the files of all of them are to be in one image
   * @return the layers of each target, by its name
   * @throws ReleaseException if files are missing, unreadable or ambiguous, or if two in an image
   *     have the same name; one exception names all
   */
  Map<String, List<Layer>> of(List<TargetFiles> targets, boolean combined) throws ReleaseException {
    Map<String, List<NamedFile>> files = find(targets);
    checkNames(targets, files, combined);
    Map<String, List<Layer>> layers = new LinkedHashMap<>();
    for (TargetFiles target : targets) {
      List<Layer> own = new ArrayList<>();
      for (NamedFile file : files.getOrDefault(target.name(), List.of())) {
        own.add(read(file.file(), file.name()));
      }
      if (checksums) {
        String name = checksumsName(target);
        own.add(read(writeChecksums(name, own), name));
      }
      layers.put(target.name(), own);
    }
    return layers;
  }

  private Map<String, List<NamedFile>> find(List<TargetFiles> targets) throws ReleaseException {
    SourceFiles sources = new SourceFiles(baseDirectory);
    Map<String, List<NamedFile>> files = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (TargetFiles target : targets) {
      List<NamedFile> found = new ArrayList<>();
      for (TargetFiles.Source source : target.files()) {
        try {
          Path file = sources.find(source.path());
          String name = source.name() != null ? source.name() : file.getFileName().toString();
          Layer.checkName(name);
          found.add(new NamedFile(file, name));
        } catch (SourceFiles.Problem | IllegalArgumentException e) {
          problems.add("target " + target.name() + ": " + e.getMessage());
        }
      }
      files.put(target.name(), found);
    }
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Files to publish are not as they should be (paths are relative to "
              + baseDirectory
              + "):",
          problems);
    }
    return files;
  }

  private void checkNames(
      List<TargetFiles> targets, Map<String, List<NamedFile>> files, boolean combined)
      throws ReleaseException {
    Map<String, String> owners = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (TargetFiles target : targets) {
      if (!combined) {
        owners.clear();
      }
      for (NamedFile file : files.getOrDefault(target.name(), List.of())) {
        claim(owners, file.name(), file.file() + " of target " + target.name(), problems);
      }
      if (checksums) {
        String owner = "the checksums of target " + target.name();
        claim(owners, checksumsName(target), owner, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Two files of an image have the same name; give one another <name>:", problems);
    }
  }

  private static void claim(
      Map<String, String> owners, String name, String owner, List<String> problems) {
    String other = owners.putIfAbsent(name, owner);
    if (other != null) {
      problems.add(name + ": " + other + ", and " + owner);
    }
  }

  private static Layer read(Path file, String name) throws ReleaseException {
    try {
      return Layer.of(file, name);
    } catch (FileChangedException e) {
      throw new ReleaseException(e.getMessage() + " Nothing was sent.", e);
    } catch (IOException e) {
      throw new ReleaseException(name + " cannot be read: " + Reasons.of(e) + ".", e);
    }
  }

  private static String checksumsName(TargetFiles target) {
    return "sha256sums-" + target.name() + ".txt";
  }

  /** In the format of the command {@code sha256sum}; a file that is right is left as it is. */
  private Path writeChecksums(String name, List<Layer> layers) throws ReleaseException {
    StringBuilder lines = new StringBuilder();
    for (Layer layer : layers) {
      lines.append(layer.fileDigest().getHash()).append("  ").append(layer.name()).append('\n');
    }
    byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
    Path file = workDirectory.resolve(name);
    try {
      if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
        Files.createDirectories(workDirectory);
        Files.write(file, content);
      }
      return file;
    } catch (IOException e) {
      throw new ReleaseException(name + " cannot be written: " + Reasons.of(e) + ".", e);
    }
  }
}
