package io.github.captainos.release.diff;

import io.github.captainos.release.content.LayerFiles;
import io.github.captainos.release.content.ListedFile;
import io.github.captainos.report.Content;
import io.github.captainos.report.look.DiffedFile;
import io.github.captainos.report.look.DiffedFile.Side;
import io.github.captainos.report.look.DiffedFile.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files of two images. Two files are the same if they are in the same layer, or have
 * the same SHA-256; the digest of a layer without a name stands for its files.
 */
final class FileComparison {
  private FileComparison() {}

  /**
   * Returns all files of two images: those of the second in the order of its layers, and then those
   * that it does not have.
   */
  static List<DiffedFile> of(List<LayerFiles> first, List<LayerFiles> second) {
    Map<String, Side> from = files(first, second);
    Map<String, Side> to = files(second, first);
    List<DiffedFile> files = new ArrayList<>();
    to.forEach(
        (path, side) -> {
          Side before = from.get(path);
          State state =
              before == null ? State.ADDED : areSame(before, side) ? State.SAME : State.CHANGED;
          files.add(new DiffedFile(path, state, before, side));
        });
    from.forEach(
        (path, side) -> {
          if (!to.containsKey(path)) {
            files.add(new DiffedFile(path, State.REMOVED, side, null));
          }
        });
    return files;
  }

  private static boolean areSame(Side one, Side other) {
    return one.layer().digest().equals(other.layer().digest())
        || one.sha256() != null && one.sha256().equals(other.sha256());
  }

  /**
   * Returns the files of an image by their paths. What is a directory with known files in one
   * image, and not in the other, is compared as a whole.
   */
  private static Map<String, Side> files(List<LayerFiles> layers, List<LayerFiles> others) {
    Map<Object, LayerFiles> sameLayers =
        others.stream()
            .collect(
                Collectors.toMap(one -> one.layer().digest(), Function.identity(), (a, b) -> a));
    Set<String> whole = names(others);
    Map<String, Side> files = new LinkedHashMap<>();
    for (LayerFiles layer : layers) {
      LayerFiles same = sameLayers.get(layer.layer().digest());
      LayerFiles known = !layer.isDirectory() && same != null && same.isDirectory() ? same : layer;
      String name = known.name();
      if (name == null) {
        files.put(layer.layer().layerName(), side(layer, null, null));
      } else if (known.isDirectory() && whole.contains(name) && same == null) {
        files.put(name, side(layer, null, null));
      } else {
        for (ListedFile file : known.files()) {
          files.put(file.path(), side(layer, file.sha256(), known.isDirectory() ? name : null));
        }
      }
    }
    return files;
  }

  /** Returns the names of layers that are not known to be directories. */
  private static Set<String> names(List<LayerFiles> layers) {
    Set<String> names = new HashSet<>();
    for (LayerFiles layer : layers) {
      if (!layer.isDirectory() && layer.name() != null) {
        names.add(layer.name());
      }
    }
    return names;
  }

  private static Side side(LayerFiles layer, @Nullable String sha256, @Nullable String directory) {
    return new Side(sha256, directory, Content.of(layer.layer()));
  }
}
