package io.github.captainos.release.combine;

import io.github.captainos.image.Image;

/**
 * The image of a target, as the registry has it.
 *
 * @param target the target's name
 * @param tag the image's tag
 * @param image the image itself
 */
record TargetImage(String target, String tag, Image image) {}
