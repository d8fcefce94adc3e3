package io.github.captainos.release.list;

import io.github.captainos.release.ReferenceSyntax;
import io.github.captainos.release.TargetNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tags of a repository, grouped into releases. */
final class TagGroups {
  /** The tags of signatures and the like, which name the image that they belong to. */
  private static final Pattern OF_DIGEST = Pattern.compile("sha256-[0-9a-f]{64}.*");

  private TagGroups() {}

  /**
   * A release.
   *
   * @param tag the tag of its combined image, which need not exist
   * @param order its place in version order
   * @param targets the targets of which there is a tag, {@code both} for the combined image
   */
  record Group(String tag, VersionOrder order, List<String> targets) {}

  /**
   * Groups tags.
   *
   * @param tags the tags, of which some may be invalid; these are left out
   * @param targets the names of all targets
   * @param flavor the flavor of the releases, or null for all
   * @return the releases, in version order
   */
  static List<Group> of(List<String> tags, List<String> targets, @Nullable String flavor) {
    // of amd64 and rpi-amd64, the longer one is meant
    List<String> endings =
        targets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (String tag : tags) {
      if (!ReferenceSyntax.isTag(tag) || OF_DIGEST.matcher(tag).matches()) {
        continue;
      }
      String target = targetOf(tag, endings);
      String release =
          target.equals(TargetNames.COMBINED)
              ? tag
              : tag.substring(0, tag.length() - target.length() - 1);
      if (flavor == null || release.endsWith("-" + flavor)) {
        groups
            .computeIfAbsent(
                release, one -> new Group(one, VersionOrder.of(one), new ArrayList<>()))
            .targets()
            .add(target);
      }
    }
    return groups.values().stream().sorted(Comparator.comparing(Group::order)).toList();
  }

  private static String targetOf(String tag, List<String> targets) {
    for (String target : targets) {
      if (tag.length() > target.length() + 1 && tag.endsWith("-" + target)) {
        return target;
      }
    }
    return TargetNames.COMBINED;
  }
}
