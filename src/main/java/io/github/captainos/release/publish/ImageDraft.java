package io.github.captainos.release.publish;

import io.github.captainos.release.publish.input.TargetFiles;
import java.util.List;

/**
 * An image to publish, before its files are read.
 *
 * @param tag its tag
 * @param target the name of its target, or {@code both}
 * @param contents the targets whose files are in it
 */
public record ImageDraft(String tag, String target, List<TargetFiles> contents) {}
