package io.github.captainos.release.publish.input;

import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.LinkTarget;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.image.tar.SourceEntry.Kind;
import io.github.captainos.release.EntryCount;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of images to publish: each path is in an image once, and a link leads to another
 * entry of the image.
 */
final class ImageEntries {
  private static final int MAX_LINKS = 20;

  private static final String ROOT = "";

  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> links = new LinkedHashSet<>();
  private final Set<String> large = new LinkedHashSet<>();

  /**
   * Checks an image.
   *
   * @param targets the layers of each of its targets, by the target's name, without checksums
   * @param checksums the names of its files with checksums
   */
  void add(Map<String, List<LayerSource>> targets, List<String> checksums) {
    Map<String, String> layers = new HashMap<>();
    List<SourceEntry> entries = new ArrayList<>();
    targets.forEach(
        (target, sources) -> {
          for (LayerSource source : sources) {
            String layer = source.path() + " of target " + target;
            String other = layers.putIfAbsent(source.name(), layer);
            if (other != null) {
              names.add(source.name() + ": " + other + ", and " + layer);
            }
            entries.addAll(source.entries());
          }
        });
    count(targets.keySet(), entries, checksums);
    Map<String, Kind> kinds = new HashMap<>();
    Map<String, String> linkTargets = new HashMap<>();
    kinds.put(ROOT, Kind.DIRECTORY);
    checksums.forEach(name -> kinds.put(name, Kind.FILE));
    for (SourceEntry entry : entries) {
      kinds.put(entry.path(), entry.kind());
      if (entry.isLink()) {
        linkTargets.put(entry.path(), entry.target());
      }
    }
    for (SourceEntry entry : entries) {
      if (entry.isLink()) {
        // a link is always in a directory
        String layer = layers.get(entry.path().substring(0, entry.path().indexOf('/')));
        problem(entry, kinds, linkTargets)
            .ifPresent(problem -> links.add(shown(entry) + " of " + layer + " " + problem));
      }
    }
  }

  /** Counts as pull does. */
  private void count(Set<String> targets, List<SourceEntry> entries, List<String> checksums) {
    EntryCount count = new EntryCount();
    try {
      for (String name : checksums) {
        count.add(name);
      }
      for (SourceEntry entry : entries) {
        count.add(entry.path());
        if (entry.isLink()) {
          count.addCharacters(entry.target());
        }
      }
    } catch (IOException e) {
      large.add(
          (targets.size() == 1 ? "target " : "the combined image of ")
              + String.join(" and ", targets)
              + ": "
              + e.getMessage());
    }
  }

  private static String shown(SourceEntry link) {
    return quoted(link.path()) + " -> " + quoted(link.target());
  }

  /** Checks what pull checks, too, and that the link leads to an entry. */
  private static Optional<String> problem(
      SourceEntry link, Map<String, Kind> kinds, Map<String, String> linkTargets) {
    LinkTarget target;
    try {
      target = LinkTarget.of(link.path(), link.target());
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
    for (String step : target.through()) {
      Kind kind = kinds.get(step);
      if (kind == Kind.LINK) {
        return Optional.of("leads through another link, " + quoted(step));
      }
      if (kind != Kind.DIRECTORY) {
        return Optional.of(
            "leads through " + quoted(step) + ", which is not a directory of the image");
      }
    }
    String destination = target.destination();
    if (destination.equals(ROOT)) {
      return Optional.of("leads to the root of the image");
    }
    Kind kind = kinds.get(destination);
    if (kind == null) {
      return Optional.of("leads to " + quoted(destination) + ", which the image does not have");
    }
    if (isCircle(link.path(), linkTargets)) {
      return Optional.of("leads in a circle, and so to nothing that the image has");
    }
    return kind == Kind.FILE && link.target().matches(".*/\\.?")
        ? Optional.of("leads to a directory, and " + quoted(destination) + " is a file")
        : Optional.empty();
  }

  /** Returns whether a link leads to links only, and never to a file or directory. */
  private static boolean isCircle(String link, Map<String, String> linkTargets) {
    Set<String> seen = new HashSet<>();
    String path = link;
    try {
      while (linkTargets.containsKey(path) && seen.add(path)) {
        path = LinkTarget.of(path, linkTargets.get(path)).destination();
      }
    } catch (IllegalArgumentException e) {
      return false; // named as the problem of that link
    }
    return linkTargets.containsKey(path);
  }

  private static String quoted(String path) {
    return "'" + Printable.of(path) + "'";
  }

  /**
   * @throws ReleaseException if a check failed; one exception names all paths, or all links
   */
  void check() throws ReleaseException {
    if (!names.isEmpty()) {
      throw ReleaseException.of(
          "Two files of an image have the same name. Give one of them a <name> of its own:",
          new ArrayList<>(names));
    }
    if (!large.isEmpty()) {
      throw ReleaseException.of(
          "Images have more files, directories and links than pull accepts. Leave some out with"
              + " <excludes>, or pack a directory into one file:",
          new ArrayList<>(large));
    }
    if (!links.isEmpty()) {
      List<String> shown = new ArrayList<>(links.stream().limit(MAX_LINKS).toList());
      if (links.size() > MAX_LINKS) {
        shown.add("… and " + (links.size() - MAX_LINKS) + " more");
      }
      throw ReleaseException.of(
          "A symbolic link must be relative, and lead to a file or directory of the same image."
              + " Publish that in the same target, or add the link to <excludes>:",
          shown);
    }
  }
}
