package io.github.captainos.release.combine;

import io.github.captainos.image.ImageContent;
import io.github.captainos.image.Manifest;

/**
 * The image of a target, as the registry has it.
 *
 * @param target the target's name
 * @param tag the image's tag
 * @param index its index, which the tag refers to
 * @param content its content
 */
record TargetImage(String target, String tag, Manifest index, ImageContent content) {}
