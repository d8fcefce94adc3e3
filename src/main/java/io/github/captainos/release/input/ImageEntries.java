package io.github.captainos.release.input;

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
import org.jspecify.annotations.Nullable;

/**
 * The entries of images to publish: each path is in an image once, and a link leads to another
 * entry of the image.
 */
final class ImageEntries {
  private static final int MOST_LINKS = 20;

  private static final String ROOT = "";

  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> links = new LinkedHashSet<>();
  private final Set<String> large = new LinkedHashSet<>();

  /**
   * A layer of an image.
   *
   * @param target the name of its target, for messages
   */
  record Member(String target, LayerSource source) {

    @Override
    public String toString() {
      return source.path() + " of target " + target;
    }
  }

  /**
   * Checks an image.
   *
   * @param members its layers, without checksums
   * @param checksums the names of its files with checksums
   */
  void add(List<Member> members, List<String> checksums) {
    Map<String, Member> owners = new HashMap<>();
    Map<String, Kind> kinds = new HashMap<>();
    kinds.put(ROOT, Kind.DIRECTORY);
    checksums.forEach(name -> kinds.put(name, Kind.FILE));
    for (Member member : members) {
      Member other = owners.putIfAbsent(member.source().name(), member);
      if (other != null) {
        names.add(member.source().name() + ": " + other + ", and " + member);
      }
      member.source().entries().forEach(entry -> kinds.put(entry.path(), entry.kind()));
    }
    count(members, checksums);
    Map<String, String> destinations = destinations(members);
    for (Member member : members) {
      for (SourceEntry entry : member.source().entries()) {
        if (entry.isLink()) {
          problem(entry, kinds, destinations)
              .ifPresent(problem -> links.add(shown(entry) + " of " + member + " " + problem));
        }
      }
    }
  }

  /** Returns where the links lead by their text, without those whose target is not allowed. */
  private static Map<String, String> destinations(List<Member> members) {
    Map<String, String> destinations = new HashMap<>();
    for (Member member : members) {
      for (SourceEntry entry : member.source().entries()) {
        if (entry.isLink()) {
          try {
            LinkTarget target = LinkTarget.of(entry.path(), entry.target());
            destinations.put(entry.path(), target.destination());
          } catch (IllegalArgumentException e) {
            // named as the problem of this link
          }
        }
      }
    }
    return destinations;
  }

  /** Counts as pull does. */
  private void count(List<Member> members, List<String> checksums) {
    EntryCount count = new EntryCount();
    try {
      for (String name : checksums) {
        count.add(name);
      }
      for (Member member : members) {
        for (SourceEntry entry : member.source().entries()) {
          count.add(entry.path());
          if (entry.isLink()) {
            count.addCharacters(entry.target());
          }
        }
      }
    } catch (IOException e) {
      Set<String> targets = new LinkedHashSet<>();
      members.forEach(member -> targets.add(member.target()));
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
      SourceEntry link, Map<String, Kind> kinds, Map<String, String> destinations) {
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
    if (isCircle(link.path(), destinations)) {
      return Optional.of("leads in a circle, and so to nothing that the image has");
    }
    return kind == Kind.FILE && link.target().matches(".*/\\.?")
        ? Optional.of("leads to a directory, and " + quoted(destination) + " is a file")
        : Optional.empty();
  }

  /** Returns whether a link leads to links only, and never to a file or directory. */
  private static boolean isCircle(String link, Map<String, String> destinations) {
    Set<String> seen = new HashSet<>();
    @Nullable String path = link;
    while (path != null && seen.add(path)) {
      path = destinations.get(path);
    }
    return path != null;
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
          "Two files of an image have the same name; give one another <name>:",
          new ArrayList<>(names));
    }
    if (!large.isEmpty()) {
      throw ReleaseException.of(
          "Images have more files, directories and links than pull accepts. Leave some out with"
              + " <excludes>, or pack a directory into one file:",
          new ArrayList<>(large));
    }
    if (!links.isEmpty()) {
      List<String> shown = new ArrayList<>(links.stream().limit(MOST_LINKS).toList());
      if (links.size() > MOST_LINKS) {
        shown.add("… and " + (links.size() - MOST_LINKS) + " more");
      }
      throw ReleaseException.of(
          "A symbolic link must be relative, and lead to a file or directory of the same image."
              + " Publish that in the same target, or add the link to <excludes>:",
          shown);
    }
  }
}
